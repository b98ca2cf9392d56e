"""Which findings are wanted, and how serious they count.

In: findings, and what configuration and command line say. Out: the findings that are to be reported. ``wfsim lint``
calls it where somebody said something. What could not be read at all is always said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from wfsim import checks
from wfsim.checks.patterns import named, names
from wfsim.text import Diagnostic, Severity
from wfsim.text.records import NamedTuple

_UNRESOLVED = "templateref-unresolved"


class Policy(NamedTuple):
    """``select`` empty: all codes but those that have to be asked for; ``extend_select`` asks for some beside.
    ``per_file``: which files, and what is ignored in them."""

    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    per_file: Sequence[tuple[Callable[[str], bool], Sequence[str]]] = ()
    severity: Mapping[str, Severity] = {}
    external: Sequence[str] = ()
    extend_select: Sequence[str] = ()

    @property
    def requested(self) -> tuple[str, ...]:
        """The codes that nobody looks for unasked, and that are asked for."""
        asked = (*self.select, *self.extend_select)
        return tuple(code for code in checks.ON_REQUEST if named(asked, code))

    def applied(self, findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """The findings that are wanted, with the severity that they are to have."""
        return tuple(self._judged(one) for one in findings if one.code in checks.ALWAYS or self._wanted(one))

    def _wanted(self, one: Diagnostic) -> bool:
        chosen = not self.select or named((*self.select, *self.extend_select), one.code)
        if not chosen or named(self.ignore, one.code):
            return False
        if any(named(words, one.code) and fits(one.at.source.name) for fits, words in self.per_file):
            return False
        return not (self.external and one.code == _UNRESOLVED and self._is_external(one))

    def _is_external(self, one: Diagnostic) -> bool:
        """Whether the template that a finding misses is known to live elsewhere."""
        name = _NAMED.search(one.message)
        return name is not None and any(fnmatchcase(name[1], pattern) for pattern in self.external)

    def _judged(self, one: Diagnostic) -> Diagnostic:
        words = [word for word in self.severity if names(word, one.code)]
        return one._replace(severity=self.severity[max(words, key=len)]) if words else one


_NAMED = re.compile(r"WorkflowTemplate `([^`]*)` (?:is not among|says)")
