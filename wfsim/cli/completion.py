"""Print what lets a shell complete commands, options, and the names of runs, templates and nodes.

  source <(wfsim completion bash)
  wfsim completion zsh > "${fpath[1]}/_wfsim"
  wfsim completion fish > ~/.config/fish/completions/wfsim.fish

'wfsim completion words -- WORDS' prints the words that can stand for the last of WORDS; the shells ask that.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from wfsim.cli.streams import CannotDo, Exit, Streams, UsageError

if TYPE_CHECKING:
    from wfsim.api.targets.target import Target

_BASH = """\
_wfsim() {
    local IFS=$'\\n'
    COMPREPLY=($(wfsim completion words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _wfsim wfsim
"""
_ZSH = """\
#compdef wfsim
_wfsim() {
    local -a found
    found=("${(@f)$(wfsim completion words -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ -n "${found[1]}" ]]; then compadd -- "${found[@]}"; else _files; fi
}
if [[ "${funcstack[1]}" == _wfsim ]]; then _wfsim "$@"; else compdef _wfsim wfsim; fi
"""
_FISH = """\
function __wfsim_words
    set -l words (commandline -opc) (commandline -ct)
    wfsim completion words -- $words[2..-1] 2>/dev/null
end
complete -c wfsim -a '(__wfsim_words)'
"""
SCRIPTS: Mapping[str, str] = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}

_WORDS = ("on", "engine", "store", "context", "namespace")
_PATIENCE_S = 2.0
Finder = Callable[["Target", str, list[str]], Iterable[str]]  # target, namespace, the positional words so far


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=(*SCRIPTS, "words"), help="the shell, or the words to complete")
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="WORDS", help="the words behind wfsim so far")


def run(args: argparse.Namespace, streams: Streams) -> int:
    if args.shell != "words":
        streams.write(SCRIPTS[args.shell])
        return Exit.FINE
    words = args.words[1:] if args.words[:1] == ["--"] else args.words
    streams.quiet = True
    streams.write("".join(f"{one}\n" for one in candidates(words or [""], streams)))
    return Exit.FINE


def candidates(words: Sequence[str], streams: Streams) -> list[str]:
    """What can stand for the last word, sorted."""
    whole, cut = _whole(words)
    found = {one for one in _all(whole, streams) if one.startswith(whole[-1])}
    return sorted(one[cut:] for one in found)


def _whole(words: Sequence[str]) -> tuple[list[str], int]:
    """The words with those together that bash cuts at ``=`` and ``@``, and how much of the last one is cut off."""
    whole: list[str] = []
    cut, joins = 0, False
    for word in words:
        if whole and (word in ("=", "@") or joins) and (word != "@" or joins):
            cut = len(whole[-1]) + (word == "=")
            whole[-1] += word
        else:
            whole.append(word)
            cut = 0
        joins = word in ("=", "@")
    return whole, cut


def _all(words: list[str], streams: Streams) -> Iterable[str]:
    from wfsim.cli.main import VERBS, made_parser

    verb = VERBS.get(words[0])
    if len(words) == 1:
        return VERBS
    if verb is None:
        return ()
    module: Any = import_module(verb.module)
    actions = made_parser(words[0], module, streams)._actions
    options = {word: action for action in actions for word in action.option_strings}
    before = options.get(words[-2])
    if before is not None and before.nargs != 0:
        return _values(before, words, options, streams)
    if words[-1].startswith("-"):
        return options
    places = [one for one in actions if not one.option_strings]
    given = _positional(words[1:-1], options)
    if not places:
        return ()
    place = places[min(len(given), len(places) - 1)]
    return _values(place, words, options, streams)


def _positional(words: Sequence[str], options: Mapping[str, argparse.Action]) -> list[str]:
    """The words that are no options, nor the values of any."""
    found, is_value = [], False
    for word in words:
        if is_value:
            is_value = False
        elif word.startswith("-"):
            action = options.get(word)
            is_value = action is not None and action.nargs != 0
        else:
            found.append(word)
    return found


def _values(
    action: argparse.Action, words: list[str], options: Mapping[str, argparse.Action], streams: Streams
) -> Iterable[str]:
    """What can stand at the place of an action."""
    if action.choices is not None:
        return [str(one) for one in action.choices if one]
    if action.dest == "context":
        return _contexts()
    if action.dest == "on":
        from wfsim.api.targets.opening import NAMES

        return NAMES
    finder = _FINDERS.get(action.dest if action.option_strings else str(action.metavar))
    return () if finder is None else _asked(finder, words, options, streams)


def _asked(finder: Finder, words: list[str], options: Mapping[str, argparse.Action], streams: Streams) -> Iterable[str]:
    """What the target knows. A shell that completes is told of no trouble: the command itself will tell."""
    from wfsim.api.problem import Problem
    from wfsim.cli import targeting

    given = {options[option].dest: value for option, value in pairwise(words) if option in options}
    args = argparse.Namespace(**{word: given.get(word, "") for word in _WORDS})
    everywhere = "-A" in words or "--all-namespaces" in words

    def ask() -> list[str]:
        try:
            with targeting.opened(args, streams) as target:
                namespace = "" if everywhere else args.namespace
                return list(finder(target, namespace, [words[0], *_positional(words[1:-1], options)]))
        except (Problem, CannotDo, UsageError):
            return []

    return _within(_PATIENCE_S, ask)


def _within(seconds: float, ask: Callable[[], list[str]]) -> list[str]:
    """An answer, or nothing where it takes longer: who has pressed a key does not wait for a cluster that is slow."""
    from threading import Thread

    found: list[str] = []
    asking = Thread(target=lambda: found.extend(ask()), daemon=True)
    asking.start()
    asking.join(seconds)
    return [] if asking.is_alive() else found


def _contexts() -> Iterable[str]:
    from wfsim.drivers.kube.config import contexts
    from wfsim.drivers.kube.kubeconfig import NoAccess

    try:
        return contexts()
    except NoAccess:
        return ()


def _runs(target: Target, namespace: str, words: list[str]) -> Iterable[str]:
    from wfsim.api.targets.target import LATEST
    from wfsim.record.store.stored import Query

    return [LATEST, *(one.name for one in target.list(Query(namespace=namespace)))]


def _steps(target: Target, namespace: str, words: list[str]) -> Iterable[str]:
    """The nodes of the run that is named: their paths, and the names of their pods."""
    from wfsim.api.run import Run
    from wfsim.cli.showing import record_of

    run = Run(record_of(target.get(namespace, words[1])))
    return {one.path for one in run} | {one.record.pod_name for one in run if one.record.pod_name}


def _fields(target: Target, namespace: str, words: list[str]) -> Iterable[str]:
    """Field selectors that mean one node of the run that is named."""
    from wfsim.cli.showing import record_of

    name = words[-1] if len(words) > 1 else ""
    if not name:
        return ("displayName=", "templateName=", "phase=", "name=", "id=")
    record = record_of(target.get(namespace, name))
    return [f"displayName={one.display_name}" for one in record.nodes]


def _kept(target: Target, namespace: str, words: list[str]) -> Iterable[str]:
    """The names of templates or CronWorkflows, for the actions that take names."""
    from wfsim.cli.showing import place
    from wfsim.spec.model import Kind

    kinds = {
        "template": Kind.WORKFLOW_TEMPLATE,
        "cluster-template": Kind.CLUSTER_WORKFLOW_TEMPLATE,
        "cron": Kind.CRON_WORKFLOW,
    }
    if len(words) > 1 and words[1] in ("create", "update", "lint"):
        return ()
    return [place(one)[1] for one in target.objects(kinds[words[0]], namespace)]


def _origins(target: Target, namespace: str, words: list[str]) -> Iterable[str]:
    """What ``--from`` can name."""
    from wfsim.cli.showing import place
    from wfsim.spec.model import Kind

    kinds = {
        "wftmpl": Kind.WORKFLOW_TEMPLATE,
        "clusterwftmpl": Kind.CLUSTER_WORKFLOW_TEMPLATE,
        "cronwf": Kind.CRON_WORKFLOW,
    }
    found = [f"{word}/{place(one)[1]}" for word, kind in kinds.items() for one in target.objects(kind, namespace)]
    return [*found, *(f"workflow/{one}" for one in _runs(target, namespace, words))]


_FINDERS: Mapping[str, Finder] = {
    "WORKFLOW": _runs,
    "POD": _steps,
    "NAME|FILE": _kept,
    "node_field_selector": _fields,
    "origin": _origins,
}
