"""URLs as Go's net/url takes them apart and puts them together.

In: a URL, or its parts. Out: ``Url``, text, or LangError in Go's words. Called by the functions of URLs.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from wfsim.lang import gotext, runes
from wfsim.lang.errors import LangError
from wfsim.lang.govalues import characters, octets

_UNRESERVED: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"
_PATH: Final = frozenset((_UNRESERVED + "$&+,/:;=@").encode())
_USER: Final = frozenset((_UNRESERVED + "$&+,;=").encode())
_FRAGMENT: Final = frozenset((_UNRESERVED + "$&+,/:;=?@!()*").encode())
_HOST: Final = frozenset((_UNRESERVED + "!$&'()*+,;=:[]<>\"").encode())
_KEPT: Final = frozenset(b"!$&'()*+,;=:@[]%")
_ESCAPE: Final = re.compile(rb"%([0-9a-fA-F]{2})?")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):", re.ASCII)
_USERINFO: Final = re.compile(r"[A-Za-z0-9._:~!$&'()*+,;=%@-]*", re.ASCII)


class User(NamedTuple):
    """Who asks: a name, and a password where one is given."""

    name: str
    password: str | None

    def __str__(self) -> str:
        name = escaped(self.name, _USER)
        return name if self.password is None else f"{name}:{escaped(self.password, _USER)}"


class Url(NamedTuple):
    """The parts of a URL, unescaped; ``raw_path`` and ``raw_fragment`` where they were written in another way."""

    scheme: str = ""
    opaque: str = ""
    user: User | None = None
    host: str = ""
    path: str = ""
    query: str = ""
    fragment: str = ""

    @property
    def hostname(self) -> str:
        """The host without its port."""
        before, colon, port = self.host.rpartition(":")
        host = before if colon and re.fullmatch("[0-9]*", port, re.ASCII) else self.host
        return host[1:-1] if host.startswith("[") and host.endswith("]") else host

    def __str__(self) -> str:
        parts = [f"{self.scheme}:"] if self.scheme else []
        parts += [self.opaque] if self.opaque else self._hierarchy(bool(parts))
        if self.query:
            parts.append(f"?{self.query}")
        if self.fragment:
            parts.append(f"#{escaped(self.fragment, _FRAGMENT)}")
        return "".join(parts)

    def _hierarchy(self, begun: bool) -> list[str]:
        user = f"{self.user}@" if self.user is not None else ""
        authority = user + escaped(self.host, _HOST)
        path = "*" if self.path == "*" else escaped(self.path, _PATH)
        slashes = "//" if authority or (self.scheme and self.path) else ""
        slash = "/" if self.host and path and not path.startswith("/") else ""
        dot = "./" if not (begun or slashes) and ":" in path.split("/")[0] else ""
        return [slashes, authority, slash, dot, path]


def escaped(text: str, allowed: frozenset[int]) -> str:
    """The text with everything but these bytes as ``%XX``."""
    return "".join(chr(one) if one in allowed else f"%{one:02X}" for one in octets(text))


def unescaped(text: str, host: bool = False) -> str:
    """What ``%XX`` stands for. In a host only bytes that are no ASCII may be written so."""
    data = octets(text)
    for found in _ESCAPE.finditer(data):
        refused = host and found[1] is not None and int(found[1], 16) < 0x80 and found[1] != b"25"
        if found[1] is None or refused:
            at = found.start()
            raise LangError(f"invalid URL escape {gotext.quote(characters(data[at : at + 3]))}")
    if host:
        for one in data:
            if one < 0x80 and one not in _HOST and one != ord("%"):
                raise LangError(f"invalid character {gotext.quote(chr(one))} in host name")
    return characters(_ESCAPE.sub(lambda one: bytes([int(one[1], 16)]), data))


def parse(text: str) -> Url:
    """The URL that a text is."""
    whole, _, fragment = text.partition("#")
    try:
        return _parse(whole)._replace(fragment=unescaped(fragment))
    except LangError as error:
        raise LangError(f"parse {gotext.quote(whole)}: {error.message}") from None


def _parse(text: str) -> Url:
    if any(one < " " or one == "\x7f" for one in text):
        raise LangError("net/url: invalid control character in URL")
    if text == "*":
        return Url(path="*")
    scheme, rest = _scheme(text)
    rest, _, query = rest.partition("?")
    if not rest.startswith("/"):
        if scheme:
            return Url(scheme, opaque=rest, query=query)
        if ":" in rest.split("/")[0]:
            raise LangError("first path segment in URL cannot contain colon")
    user, host = None, ""
    if rest.startswith("//") and (scheme or not rest.startswith("///")):
        authority, slash, rest = rest[2:].partition("/")
        rest = slash + rest
        user, host = _authority(scheme, authority)
    return Url(scheme, "", user, host, unescaped(rest), query)


def _scheme(text: str) -> tuple[str, str]:
    if text.startswith(":"):
        raise LangError("missing protocol scheme")
    found = _SCHEME.match(text)
    return ("", text) if found is None else (runes.lower(found[1]), text[found.end() :])


def _authority(scheme: str, authority: str) -> tuple[User | None, str]:
    info, sign, host = authority.rpartition("@")
    host = _host(scheme, host)
    if not sign:
        return None, host
    if not _USERINFO.fullmatch(info):
        raise LangError("net/url: invalid userinfo")
    name, colon, password = info.partition(":")
    return User(unescaped(name), unescaped(password) if colon else None), host


def _port(text: str) -> str:
    if text and not re.fullmatch(":[0-9]*", text, re.ASCII):
        raise LangError(f"invalid port {gotext.quote(text)} after host")
    return text


def _host(scheme: str, host: str) -> str:
    opening = host.rfind("[")
    if opening > 0:
        raise LangError("invalid IP-literal")
    if opening == 0:
        return _literal(host)
    if ":" in host:
        strict = scheme in ("http", "https")
        _port(host[host.index(":") if strict else host.rindex(":") :])
    return unescaped(host, host=True)


def _literal(host: str) -> str:
    from ipaddress import AddressValueError, IPv6Address  # only for addresses in brackets

    closing = host.rfind("]")
    if closing < 0:
        raise LangError("missing ']' in host")
    port = _port(host[closing + 1 :])
    name, percent, zone = host[1:closing].partition("%25")
    address = unescaped(name, host=True) + (unescaped(percent + zone) if percent else "")
    try:
        IPv6Address(address)
    except AddressValueError:
        raise LangError(f"invalid host: ParseAddr({gotext.quote(address)})") from None
    return f"[{address}]{port}"


def user(text: str) -> User | None:
    """The name and password before an ``@``."""
    return _parse(f"proto://{text}@host").user
