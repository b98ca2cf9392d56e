"""What the fields of ``templateDefaults`` may refer to: they become part of every template of the workflow.

In: an object and a path in its ``templateDefaults``. Out: the input parameters of the templates that get what stands
there. What is there in one template only is there; nothing is said of templates that nobody can see.
"""

from __future__ import annotations

from wfsim.spec.model import Call, Parameter, Resource, Template, TemplateKind
from wfsim.yamlio.nodes import Path

NAME = "templateDefaults"
_BODIES = frozenset(kind.value for kind in TemplateKind)


def are_around(resource: Resource, path: Path) -> bool:
    """Whether a path leads into the object's ``templateDefaults``."""
    start = (*resource.spec.path, NAME)
    return path[: len(start)] == start


def parameters(resource: Resource, path: Path) -> tuple[Parameter, ...] | None:
    """The inputs of all templates that a text at a path is merged into; None where there may be others."""
    spec = resource.spec
    field = path[len(spec.path) + 1] if len(path) > len(spec.path) + 1 else ""
    if spec.workflow_template_ref is not None or "inputs" in spec.template_defaults:
        return None
    templates = [one for one in spec.templates if field not in _BODIES or field in one.data]
    elsewhere = any(hook.template_ref is not None for hook in spec.hooks)
    if not templates or elsewhere or any(_is_open(one) for one in spec.templates):
        return None
    return tuple(parameter for one in templates for parameter in one.inputs.parameters)


def _is_open(template: Template) -> bool:
    """Whether it runs what stands elsewhere or sees what is around it, or names an input by a tag."""
    named = any("{{" in one.name for one in template.inputs.parameters)
    return named or any(call.inline is not None or _calls_others(call) for call in template.calls)


def _calls_others(call: Call) -> bool:
    return call.template_ref is not None or any(hook.template_ref is not None for hook in call.hooks)
