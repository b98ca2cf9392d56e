"""What a report of findings is made of, whatever its format.

In: what ``cli`` knows. Out: ``Report``, which every format takes, and the names that formats of other programs share.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from wfsim.text import Diagnostic, Severity
from wfsim.text.records import NamedTuple


class Rule(NamedTuple):
    """What a code means. ``page`` is Markdown; ``see`` a page of Argo's documentation."""

    code: str
    severity: Severity
    title: str
    page: str
    see: str


class Report(NamedTuple):
    """``findings`` in the order to print; ``files``: all that was looked at; ``fails``: which findings count."""

    findings: Sequence[Diagnostic]
    files: Sequence[str]
    fails: Callable[[Diagnostic], bool]
    rule: Callable[[str], Rule]
    version: str = ""

    def by_file(self) -> dict[str, list[Diagnostic]]:
        """The findings of every file, those without any included, in order of name."""
        names = sorted({*self.files, *(one.at.source.name for one in self.findings)})
        found: dict[str, list[Diagnostic]] = {name: [] for name in names}
        for one in self.findings:
            found[one.at.source.name].append(one)
        return found


def fingerprints(findings: Sequence[Diagnostic]) -> Iterator[tuple[Diagnostic, str]]:
    """Each finding with a name that stays when lines move or words change: of file, code, what is written, number."""
    import hashlib  # OpenSSL comes with it

    seen: Counter[tuple[str, ...]] = Counter()
    for one in findings:
        parts = (one.at.source.name, one.code, one.written)
        seen[parts] += 1
        text = "\0".join((*parts, str(seen[parts])))
        yield one, hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def told(one: Diagnostic) -> str:
    """Message and way out in one text."""
    return one.message + (f"\n{one.hint}" if one.hint else "")


def uri(name: str) -> str:
    """A file's name as a reference: relative ones stay relative, absolute ones become ``file:``."""
    from urllib.parse import quote

    path = quote(name.replace("\\", "/"), safe="/-._~!$&'()*+,;=@", errors="surrogateescape")
    if path.startswith("/"):
        return f"file://{path}"
    return f"file:///{path.replace('%3A', ':', 1)}" if name[1:2] == ":" else path
