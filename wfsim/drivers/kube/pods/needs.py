"""What a template needs besides its own containers.

In: a substituted template. Out: ``Needs``. A pod pays for what it needs only: starting an init container takes as long
as starting main.
"""

from __future__ import annotations

from dataclasses import dataclass

from wfsim.drivers.kube.read import body, objects, text
from wfsim.spec.model import JsonObject

# A script travels as an annotation, of which a pod may have 256 KiB in all.
LONGEST_ANNOTATION = 192 * 1024


@dataclass(frozen=True, slots=True)
class Needs:
    """``init``: something is brought in, the wrapper at least. ``wait``: something is collected and reported.

    ``result``: main's standard output is kept. ``logs``: the logs are kept as an artifact. ``staged``: the script comes
    by the init container, not by a volume.
    """

    init: bool = False
    wait: bool = False
    result: bool = False
    logs: bool = False
    staged: bool = False


def needs(template: JsonObject, captures_result: bool, archives_logs: bool = False) -> Needs:
    """What this template needs."""
    location = template.get("archiveLocation")
    logs = archives_logs or (isinstance(location, dict) and location.get("archiveLogs") is True)
    wait = captures_result or logs or bool(output_paths(template) or output_artifacts(template))
    script = text(body(template, "script"), "source")
    long = len(script.encode("utf-8", "surrogatepass")) > LONGEST_ANNOTATION
    brings = bool(objects(body(template, "inputs"), "artifacts")) or _ordered(template)
    wrapped = any("command" in one for one in objects(template, "sidecars"))
    init = wait or long or brings or wrapped
    return Needs(init, wait, captures_result, logs, init and "script" in template)


def output_paths(template: JsonObject) -> list[JsonObject]:
    """The output parameters that are files of main."""
    rows = objects(body(template, "outputs"), "parameters")
    return [one for one in rows if text(body(one, "valueFrom"), "path")]


def output_artifacts(template: JsonObject) -> list[JsonObject]:
    """The output artifacts that are files of main."""
    return [one for one in objects(body(template, "outputs"), "artifacts") if text(one, "path")]


def _ordered(template: JsonObject) -> bool:
    """Whether containers of a set wait for each other, or are tried again."""
    whole = body(template, "containerSet")
    rows = objects(whole, "containers")
    return "retryStrategy" in whole or any(one.get("dependencies") for one in rows)
