"""Every code that wfsim can print, each with one module whose docstring is the code's page.

In: nothing. Out: ``ALL`` (every module), ``OWN``, ``ON_REQUEST`` and ``RELAYED`` (their codes), ``module`` and
``own_modules``. Modules are imported only when they are asked for: linting needs those of the folder ``own`` alone,
which judge themselves, and of those the ones that a text concerns; those of the folder ``relayed`` pass on what the
layers below find, and are read for their pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module

from wfsim.text.records import TYPE_CHECKING

if TYPE_CHECKING:
    from wfsim.checks.api import CheckModule

    ALL: tuple[CheckModule, ...]

_LARGE = "\0"  # no word: a text so long that its length matters
_LONG = 250_000
_EXPRESSION = ("{{=", "xpression", "successCondition")

_CLOSED = (
    *("Policy", "trategy", "action", "operation", "shutdown", "protocol", "scheme", "volumeMode", "effect"),
    *("operator", "mountPropagation"),
)
_SECRETS = (
    *("PASSWORD", "PASSWD", "PASSPHRASE", "password", "passwd", "passphrase", "TOKEN", "SECRET", "KEY"),
    *("AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "AIza"),
)

# Judged by a module of this package: the code, and the words without any of which it has nothing to say. A module is
# loaded where one of them stands in a text, so that a lint of little costs little however many checks there are.
OWN: Mapping[str, tuple[str, ...]] = {
    "unknown-argument": ("arguments",),
    "unknown-hook-template": ("hooks", "onExit"),
    "hook-missing-argument": ("hooks",),
    "task-hook-without-expression": ("hooks",),
    "unused-template": ("entrypoint",),
    "recursion-without-condition": ("steps", "dag"),
    "unknown-volume": ("volumeMounts",),
    "bad-duration": ("imeout", "suspend", "memoize", "backoff", "deleteDelayDuration"),
    "bad-condition": ("successCondition", "failureCondition"),
    "unfit-for-delete": ("delete",),
    "bad-json-path": ("jsonPath", "jsonpath"),
    "bad-jq-filter": ("jqFilter",),
    "bad-format": ("withSequence",),
    "bad-number": ("retryStrategy", "withSequence", "activeDeadlineSeconds"),
    "argument-not-in-enum": ("enum",),
    "wrong-reference": ("artifacts",),
    "output-never-produced": ("outputs",),
    "misspelt-root": ("{{",),
    "item-outside-loop": ("item",),
    "item-key-missing": ("item.",),
    "sibling-output": ("steps.",),
    "not-a-dependency": ("tasks.",),
    "skipped-output": ("when", "depends"),
    "retry-variable": ("retries", "lastRetry"),
    "unknown-config-map-key": ("configMapKeyRef",),
    "bad-with-param": ("withParam",),
    "bad-when": ("when",),
    "bad-depends": ("depends",),
    "bad-expression": _EXPRESSION,
    "unknown-name": _EXPRESSION,
    "wrong-call": _EXPRESSION,
    "surprising-call": _EXPRESSION,
    "type-mismatch": _EXPRESSION,
    "constant-condition": ("when", *_EXPRESSION),
    "value-breaks-when": ("when",),
    "not-json": _EXPRESSION,
    "value-breaks-expression": ("{{=",),
    "blank-before-equals": ("=",),
    "zero-parallelism": ("parallelism",),
    "empty-sequence": ("withSequence",),
    "empty-loop": ("withItems", "withParam"),
    "looped-inline": ("inline",),
    "schedule-never-fires": ("schedule",),
    "useless-retry": ("retryStrategy",),
    "retry-without-limit": ("retryStrategy",),
    "never-runs": ("depends", "target"),
    "invalid-object-name": ("apiVersion",),
    "object-too-large": (_LARGE, "&"),
    "duplicate-in-pod": ("volumes", "sidecars", "initContainers", "env", "ports", "volumeMounts"),
    "container-without-image": ("sidecars", "initContainers", "containerSet"),
    "deadline-too-short": ("activeDeadlineSeconds",),
    "exit-handler-not-called": ("templateRef",),
    "unused-input": ("inputs",),
    "literal-secret": _SECRETS,
    "unbalanced-tag": ("{{{{",),
    "unknown-own-output": ("outputs.",),
    "undeclared-parameter": ("workflow.parameters.",),
    "unknown-word": _CLOSED,
    "always-fallback": ("??", "?."),
    "unknown-global": ("{{",),
    "useless-parallelism": ("parallelism",),
    "missing-equals": ("{{",),
    "unlikely-result": ("outputs.result",),
    "invalid-label": ("labels", "annotations"),
    "several-locations": ("artifacts",),
}

# As OWN, but looked for only where somebody asks for them: matters of taste, and what is right as often as wrong.
ON_REQUEST: Mapping[str, tuple[str, ...]] = {
    "unpinned-image": ("image",),
    "plain-dependencies": ("dependencies",),
    "shell-injection": ("sh",),
    "unlimited-loop": ("withParam", "withSequence"),
}

# Judged by a layer below, or by the command line where it reads files.
RELAYED = (
    "yaml-syntax",
    "duplicate-key",
    "too-deep",
    "too-many-aliases",
    "file-too-large",
    "empty-file",
    "not-text",
    "no-such-file",
    "unreadable-file",
    "empty-folder",
    "internal-error",
    "unrendered-template",
    "unused-ignore",
    "bad-ignore",
    "bad-config",
    "bad-baseline",
    "wrong-api-version",
    "unknown-kind",
    "unknown-field",
    "field-not-in-version",
    "deprecated-field",
    "function-not-in-version",
    "works-differently",
    "wrong-type",
    "missing-field",
    "nothing-to-lint",
    "duplicate-resource",
    "duplicate-name",
    "missing-name",
    "invalid-name",
    "name-too-long",
    "entrypoint-missing",
    "templates-with-template-ref",
    "hook-without-expression",
    "invalid-pod-gc",
    "invalid-executor-plugin",
    "invalid-pod-resources",
    "schedule-missing",
    "invalid-schedule",
    "invalid-timezone",
    "invalid-concurrency-policy",
    "invalid-starting-deadline",
    "unknown-template",
    "call-without-template",
    "template-and-templateref",
    "templateref-incomplete",
    "templateref-unresolved",
    "templateref-unknown-template",
    "templateref-namespaced",
    "argument-without-value",
    "invalid-argument-source",
    "empty-enum",
    "value-not-in-enum",
    "artifact-without-source",
    "from-and-from-expression",
    "missing-argument",
    "from-in-inputs",
    "artifact-without-path",
    "artifact-path-not-allowed",
    "artifact-path-escape",
    "git-repo-missing",
    "invalid-hdfs",
    "unresolved-variable",
    "unclosed-expression",
    "no-template-type",
    "several-template-types",
    "init-container-without-name",
    "resource-claims-without-pod",
    "timeout-not-allowed",
    "invalid-timeout",
    "invalid-retry-policy",
    "invalid-active-deadline",
    "active-deadline-not-allowed",
    "parallelism-not-allowed",
    "output-without-source",
    "output-with-two-sources",
    "output-source-unfit",
    "image-missing",
    "duplicate-mount-path",
    "container-set-empty",
    "container-set-without-main",
    "unknown-container-dependency",
    "container-cycle",
    "reserved-container-name",
    "invalid-resource-action",
    "manifest-missing",
    "manifest-twice",
    "unknown-manifest-artifact",
    "invalid-manifest",
    "several-loops",
    "sequence-count-and-end",
    "dag-without-tasks",
    "unknown-dependency",
    "dag-cycle",
    "digit-name-with-dependencies",
    "depends-and-dependencies",
    "depends-and-continue-on",
    "invalid-task-result",
    "items-condition-without-loop",
    "unknown-target",
    "argument-not-dependency",
    "invalid-metric-name",
    "metric-without-help",
    "metric-without-value",
    "realtime-resources-duration",
    "bad-mock",
    "bad-cluster-file",
    "unknown-mock-target",
    "unused-mock",
    "mock-without-effect",
    "unmocked-output",
    "run-stalled",
    "unsupported-on-cluster",
    "run-too-large",
    "run-too-long",
    "same-id",
    "not-a-run",
    "broken-journal",
)

CODES = (*OWN, *ON_REQUEST, *RELAYED)
_ESCAPES = ("\\u", "\\U", "\\x")  # by which a text in double quotes can hold a word that is not to be seen in it

# Names that codes had, which keep working for as long as docs/linting.md promises: the name of today, or nothing where
# nobody finds that any more.
FORMER: Mapping[str, str] = {}

# Something that was asked for was not looked at: a report without these would be a lie, and the command has failed.
ALWAYS = frozenset(("no-such-file", "unreadable-file", "empty-folder", "file-too-large", "internal-error"))
UNDONE = ALWAYS | {"not-text"}


def module(code: str) -> CheckModule:
    """The module of a code. KeyError where there is no such code."""
    if code not in CODES:
        raise KeyError(code)
    folder = "relayed" if code in RELAYED else "own"
    found: CheckModule = import_module(f"wfsim.checks.{folder}.{code.replace('-', '_')}")
    return found


def concerns(code: str, text: str) -> bool:
    """Whether a text can hold anything that the module of a code has something to say of."""
    row = OWN.get(code) or ON_REQUEST[code]
    return any(word in text for word in row) or any(sign in text for sign in _ESCAPES)


def own_modules(texts: Sequence[str], requested: Iterable[str] = ()) -> tuple[CheckModule, ...]:
    """The modules that look for something themselves and have anything to look for in these texts."""
    rows = {**OWN, **{code: ON_REQUEST[code] for code in requested if code in ON_REQUEST}}
    if any(sign in text for text in texts for sign in _ESCAPES):
        return tuple(module(code) for code in rows)
    words = dict.fromkeys(word for row in rows.values() for word in row)
    there = {word for word in words if any(word in text for text in texts)}
    there.update(_LARGE for text in texts if len(text) >= _LONG)
    return tuple(module(code) for code, row in rows.items() if not there.isdisjoint(row))


def __getattr__(name: str) -> object:
    if name == "ALL":
        return tuple(module(code) for code in CODES)
    raise AttributeError(name)
