"""sprig's functions of semantic versions.

In: texts. Out: the table for ``table``.
"""

from __future__ import annotations

from wfsim.lang import semver
from wfsim.lang.functions.signatures import Table, exact
from wfsim.lang.values import Json

TABLE: Table = {}
declare = exact(TABLE)

declare("semver", "(version: string) -> version", "The parts of a version.", fails=True)(semver.parse)
_MEETS = "(constraint: string, version: string) -> bool"


@declare("semverCompare", _MEETS, "Whether a version meets a constraint.", fails=True)
def _semver_compare(constraint: str, version: str) -> Json:
    return semver.satisfies(constraint, version)
