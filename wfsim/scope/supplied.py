"""What people may give a suspended node, by the list from which Argo lets them choose.

In: a template and the name of an output. Out: the allowed values, none where any may come. An output that is
``supplied`` is chosen from its own ``enum`` or from that of the input of the same name. Called by ``shapes`` and by
checks of conditions.
"""

from __future__ import annotations

from wfsim.spec.model import Template, TemplateKind


def choices(template: Template, output: str) -> tuple[str, ...]:
    """The values among which a person chooses, and what is taken where nobody does; none where they are not known."""
    found = template.outputs.parameter(output)
    source = found.value_from if found is not None else None
    if found is None or source is None or not source.supplied or template.kind is not TemplateKind.SUSPEND:
        return ()
    asked = template.inputs.parameter(output)
    listed = found.enum or (asked.enum if asked is not None else None) or ()
    otherwise = () if source.default is None else (source.default,)
    values = (*listed, *(one for one in otherwise if one not in listed)) if listed else ()
    return () if any("{{" in one for one in values) else values
