"""sprig's functions of paths and URLs.

In: texts, or the parts of a URL. Out: the table for ``table``. The paths of the controller's machine are Linux paths.
"""

from __future__ import annotations

from collections.abc import Callable

from wfsim.lang import gourl
from wfsim.lang.errors import LangError
from wfsim.lang.functions.signatures import Table, exact
from wfsim.lang.functions.sprig_values import go_kind
from wfsim.lang.values import Json

TABLE: Table = {}
declare = exact(TABLE)


def _clean(path: str) -> str:
    rooted = path.startswith("/")
    parts: list[str] = []
    for one in path.split("/"):
        if one == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif one == ".." and rooted:
            continue
        elif one not in ("", "."):
            parts.append(one)
    return ("/" if rooted else "") + "/".join(parts) or "."


def _base(path: str) -> str:
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


def _ext(path: str) -> str:
    name = path.rpartition("/")[2]
    return name[name.rfind(".") :] if "." in name else ""


def _dir(path: str) -> str:
    return _clean("".join(path.rpartition("/")[:2]))


_PATHS: dict[str, tuple[Callable[[str], Json], str, str]] = {
    "base": (_base, "string", "The last part of a path."),
    "dir": (_dir, "string", "A path without its last part."),
    "ext": (_ext, "string", "The ending of a path."),
    "clean": (_clean, "string", "A path without detours."),
    "isAbs": (lambda path: path.startswith("/"), "bool", "Whether a path begins at the root."),
}
for _name, (_how, _gives, _doc) in _PATHS.items():
    declare(_name, f"(path: string) -> {_gives}", _doc)(_how)
    declare(f"os{_name[0].upper()}{_name[1:]}", f"(path: string) -> {_gives}", _doc)(_how)


@declare("urlParse", "(url: string) -> map", "The parts of a URL: scheme, host, path, query and so on.")
def _url_parse(text: str) -> Json:
    try:
        found = gourl.parse(text)
    except LangError as error:
        raise LangError(f"unable to parse url: {error.message}") from None
    return {
        "scheme": found.scheme,
        "host": found.host,
        "hostname": found.hostname,
        "path": found.path,
        "query": found.query,
        "opaque": found.opaque,
        "fragment": found.fragment,
        "userinfo": "" if found.user is None else str(found.user),
    }


@declare("urlJoin", "(parts: map) -> string", "The URL of its parts, as `urlParse` gives them.")
def _url_join(parts: dict[str, Json]) -> Json:
    def part(name: str) -> str:
        value = parts.get(name, "")
        if not isinstance(value, str):
            raise LangError(f"unable to parse {name} key, must be of type string, but {go_kind(value)} found")
        return value

    found = gourl.Url(part("scheme"), part("opaque"), None, part("host"), part("path"), part("query"), part("fragment"))
    info = part("userinfo")
    try:
        return str(found._replace(user=gourl.user(info)) if info else found)
    except LangError as error:
        raise LangError(f"unable to parse userinfo in dict: {error.message}") from None
