"""Whether a condition decides anything where it stands, or has been decided by whoever calls its template.

In: a context and the place of a condition. Out: whether all that it asks for can come out either way there: outcomes of
steps, parameters of the workflow, and inputs that some unconditional call fills with such a thing. A template that is
called under a condition of its own may have been asked the same before. ``skipped-output`` asks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wfsim.checks.calls import Role
from wfsim.lang import template as templating
from wfsim.lang.errors import LangError
from wfsim.lang.template import TagKind
from wfsim.spec.model import Call, Template

if TYPE_CHECKING:
    from wfsim.checks.api import Context
    from wfsim.checks.calls import CallSite

_DECIDED_HERE = ("steps.", "tasks.")
_DECIDED_AT_SUBMISSION = "workflow.parameters."
_INPUT = "inputs.parameters."
_DEEPEST = 40


class Freedom:
    """The questions about one context; each template is looked at once."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._always: dict[int, bool] = {}
        self._free: dict[tuple[int, str, str], bool] = {}
        self._depth = 0

    def undecided(self, template: Template, call: Call) -> bool:
        """Whether the condition of a call in a template can be false when the template runs."""
        names = _variables(call.when)
        if any(name.startswith(_DECIDED_HERE) for name in names):
            return True
        return bool(names) and all(self._is_free(template, name, call.when) for name in names)

    def _is_free(self, template: Template, name: str, when: str) -> bool:
        if name.startswith(_DECIDED_HERE):
            return True
        if name.startswith(_DECIDED_AT_SUBMISSION):
            return self._runs_always(template)
        if not name.startswith(_INPUT):
            return False
        key = (id(template), name, when)
        if key not in self._free:
            self._free[key] = False  # while it is looked at: a circle gives no freedom
            self._free[key] = self._below(
                lambda: any(self._fills(one, name, when) for one in self._unconditional(template))
            )
        return self._free[key]

    def _below(self, question: Callable[[], bool]) -> bool:
        """The answer one call further up; no where that is too far."""
        self._depth += 1
        try:
            return self._depth <= _DEEPEST and question()
        finally:
            self._depth -= 1

    def _fills(self, site: CallSite, name: str, when: str) -> bool:
        """Whether a call fills an input with something that is open; or with a text that makes the condition false."""
        if site.role is Role.ENTRYPOINT:
            return True
        given = site.arguments.parameter(name.removeprefix(_INPUT))
        if given is None or given.value is None or site.within is None:
            return False
        if "{{" not in given.value:
            return _false_with(when, name, given.value)
        names = _variables(given.value)
        return bool(names) and all(one.startswith("item") or self._is_free(site.within, one, "") for one in names)

    def _runs_always(self, template: Template) -> bool:
        """Whether some way leads to a template without a condition."""
        key = id(template)
        if key not in self._always:
            self._always[key] = False
            self._always[key] = self._below(lambda: bool(self._unconditional(template)))
        return self._always[key]

    def _unconditional(self, template: Template) -> list[CallSite]:
        return [one for one in self.context.callers(template) if self._certain(one)]

    def _certain(self, site: CallSite) -> bool:
        if site.role is Role.ENTRYPOINT:
            return True
        call = site.call
        if call is None or site.within is None or site.role not in (Role.STEP, Role.TASK):
            return False
        open_ = call.when or any(word in call.depends for word in (".", "!", "||"))
        return not open_ and self._runs_always(site.within)


def _variables(text: str) -> tuple[str, ...]:
    """All variables of the tags of a text; none where some expression cannot be read."""
    found: list[str] = []
    for tag in templating.scan(text):
        if tag.kind is TagKind.SIMPLE:
            found.append(tag.key)
            continue
        from wfsim.lang import expr

        try:
            found += [one.name for one in expr.references(expr.parse(tag.key))]
        except LangError:
            return ()
    return tuple(found)


def _false_with(when: str, name: str, value: str) -> bool:
    """Whether a condition on this variable alone is false with this value."""
    from wfsim.lang import when as conditions

    tags = templating.scan(when)
    if not when or any(tag.kind is not TagKind.SIMPLE or tag.key != name for tag in tags):
        return False
    from wfsim.checks.filling import fill

    try:
        return not conditions.evaluate(fill(when, tags, {name: value}).text)
    except LangError:
        return False
