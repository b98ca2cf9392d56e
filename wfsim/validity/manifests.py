"""Resource templates: what is done, with which manifest.

In: a template after substitution. Out: refusals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from wfsim.spec.closed import values
from wfsim.spec.model import Template
from wfsim.text import Severity, Source
from wfsim.validity.placeholders import PREFIX
from wfsim.validity.refusal import Place, Refusal, Refusals, did_you_mean
from wfsim.validity.variables import Scope, resolves
from wfsim.yamlio import read
from wfsim.yamlio.nodes import Document

_ACTIONS = values("ResourceTemplate", "action")
_EXPRESSION = r"(?s)\{\{=.*?\}\}"


def judged(document: Document, template: Template, scope: Scope) -> Refusals:
    """The action, and a manifest where one is needed."""
    body, path = template.body(), (*template.path, "resource")
    here = f"templates.{template.name}.resource"
    action = str(body.get("action") or "")
    if action not in _ACTIONS and not action.startswith(PREFIX):
        place = Place(document, (*path, "action")) if action else Place(document, path, key=True)
        message = f"`{action}` is not an action" if action else "this resource template has no action"
        listed = ", ".join(_ACTIONS)
        hint = did_you_mean(action, _ACTIONS, f"There are {listed}.")
        yield Refusal("invalid-resource-action", message, place, f"{here}.action must be one of: {listed}", hint)
        return
    if action in ("get", "delete"):
        return
    manifest, source = str(body.get("manifest") or ""), body.get("manifestFrom")
    if not manifest and source is None:
        text = f"either {here}.manifest or {here}.manifestFrom must be specified"
        message = f"to {action} a resource takes its manifest"
        yield Refusal("manifest-missing", message, Place(document, path, True), text, "Add `manifest: |`.")
    elif manifest and source is not None:
        text = "shouldn't have both `manifest` and `manifestFrom` specified in `Manifest` for resource template"
        message = "this resource has both `manifest` and `manifestFrom`"
        yield Refusal("manifest-twice", message, Place(document, (*path, "manifestFrom"), True), text, "Remove one.")
    elif isinstance(source, Mapping):
        yield from _source(document, template, source.get("artifact"))
    elif not _is_yaml(manifest) and resolves(manifest, scope):
        text = f"{here}.manifest must be a valid yaml"
        yield Refusal("invalid-manifest", "this manifest is not YAML", Place(document, (*path, "manifest")), text)


def _source(document: Document, template: Template, artifact: object) -> Refusals:
    if not isinstance(artifact, Mapping):
        return
    name = str(artifact.get("name") or "")
    known = [one.name for one in template.inputs.artifacts]
    if name not in known:
        place = Place(document, (*template.path, "resource", "manifestFrom", "artifact", "name"))
        text = f"artifact {name} in `manifestFrom` refer to a non-exist artifact"
        message = f"`{template.name}` has no input artifact `{name}`"
        yield Refusal("unknown-manifest-artifact", message, place, text, did_you_mean(name, known))


def _is_yaml(text: str) -> bool:
    """Whether the text parses; expressions are anything. Duplicate keys and types are no matter here."""
    if not text:
        return True
    reading = read(Source("manifest", re.sub(_EXPRESSION, "placeholder", text)))
    return not any(one.code == "yaml-syntax" and one.severity is Severity.ERROR for one in reading.findings)
