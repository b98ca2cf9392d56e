"""Templating: ``{{name}}`` and ``{{=expression}}`` in text.

In: the JSON text of an object and an ``Environment``. Out: the text with tags replaced, as Argo replaces them. Also
where the tags of any text are, for linting. The engine calls ``replace`` more than anything else, so a simple tag costs
two searches and a look-up, and a text without ``{{`` one search.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from wfsim.lang import gojson, gotext
from wfsim.lang.environment import Environment
from wfsim.lang.errors import Absent, LangError, Missing
from wfsim.lang.tags import CLOSING, OPENING, Tag, TagKind, scan, unclosed
from wfsim.lang.values import MISSING, Json
from wfsim.text.records import NamedTuple

__all__ = ["CLOSING", "OPENING", "Tag", "TagKind", "replace", "replace_value", "scan", "unclosed"]


ARTIFACTS: Final = ".outputs.artifacts."


def replace(text: str, env: Environment, *, allow_unresolved: bool, strict: Sequence[str] = ()) -> str:
    """JSON text with its tags replaced.

    What has no value stays as it is where ``allow_unresolved``, and is a LangError where not. With ``strict`` prefixes
    only names under them must have a value: ``Missing`` where one has not. An absent optional is always an error.
    """
    start = text.find(OPENING)
    if start == -1:
        return text
    if not gojson.valid(text):
        raise LangError("cannot do template replacements with invalid JSON")
    if text.find(CLOSING, text.rfind(OPENING) + 2) == -1 and (hole := unclosed(text)) is not None:
        rest = gotext.quote(text[hole + 2 :])
        raise LangError(f'Cannot find end tag="}}}}" in the template={gotext.quote(text)} starting from {rest}')
    rules = _Rules(env, allow_unresolved and not strict, tuple(strict))
    parts: list[str] = []
    at, risky = 0, False
    while start != -1:
        end = text.find(CLOSING, start + 2)
        tag = text[start + 2 : end]
        piece = _expression(tag[1:], rules, text, start) if tag[:1] == "=" else _simple(tag, rules)
        risky = risky or "\\" in piece or '"' in tag
        parts += (text[at:start], piece)
        at = end + 2
        start = text.find(OPENING, at)
    parts.append(text[at:])
    replaced = "".join(parts)
    # Go's escapes are not all JSON's; without any, and inside of one string, nothing can break.
    if risky and not gojson.valid(replaced):
        raise LangError("cannot finish template replacement because the result was invalid JSON")
    return replaced


def replace_value(text: str, env: Environment, *, allow_unresolved: bool, strict: Sequence[str] = ()) -> str:
    """``replace`` for one plain string."""
    if OPENING not in text:
        return text
    replaced = gojson.parse(replace(gojson.string(text), env, allow_unresolved=allow_unresolved, strict=strict))
    if not isinstance(replaced, str):
        raise LangError("cannot finish template replacement because the result was invalid JSON")
    return replaced


class _Rules(NamedTuple):
    """How one replacement treats what has no value: ``allow`` keeps it; else ``strict`` names must have one, or all."""

    env: Environment
    allow: bool
    strict: tuple[str, ...]

    @property
    def keeps(self) -> bool:
        """Whether any unresolved tag may stay."""
        return self.allow or bool(self.strict)

    def demands(self, key: str) -> bool:
        """Whether a name must have a value now."""
        if self.allow:
            return False
        return not self.strict or any(key == prefix or key.startswith(prefix + ".") for prefix in self.strict)

    def missing(self, key: str, message: str) -> LangError:
        return Missing(key, message) if self.strict else LangError(message)


def _simple(tag: str, rules: _Rules) -> str:
    key = tag.strip()
    value = rules.env.find(key)
    if isinstance(value, str):
        return gotext.quoted_inner(value)
    if value is None:
        raise Absent(key)
    if value is not MISSING:
        raise LangError(f"failed to resolve {{{{{tag}}}}} to string")
    inner = tag.rfind(OPENING)
    if inner > 0:
        nested = rules.env.find(tag[inner + 2 :])
        if isinstance(nested, str):
            # The outer tag is left open: its end follows in the text, and a later replacement finds it whole.
            return OPENING + tag[:inner] + gotext.quoted_inner(nested)
    if rules.demands(key) and not (rules.strict and ARTIFACTS in key):
        raise rules.missing(key, f"failed to resolve {{{{{tag}}}}}")
    return OPENING + tag + CLOSING


def _expression(escaped: str, rules: _Rules, whole: str, at: int) -> str:
    from wfsim.lang import expr  # the parser and the functions, only where a text has an expression

    text = _unescaped(escaped)
    kept = OPENING + "=" + escaped + CLOSING
    try:
        tree = expr.parse(text)
    except LangError as error:
        raise LangError(f"failed to evaluate expression: {error.message}") from None
    missing = expr.missing(tree, rules.env.nested())
    for one in missing:
        if rules.demands(one.name):
            raise rules.missing(one.name, f"failed to evaluate expression: {one.name} is missing")
    if rules.keeps and any(one.late for one in missing):
        return kept
    stays = rules.allow or (rules.keeps and bool(missing))
    try:
        value = expr.value_of(text, rules.env.nested(), rules.env.ambient(lambda: _place(whole, at)))
    except LangError as error:
        if stays:
            return kept
        raise LangError(f"failed to evaluate expression: {error.message}") from None
    if value is None:
        if stays:
            return kept
        raise LangError(f"failed to evaluate expression {gotext.quote(text)}")
    return _written(value)


def asks(text: str, tag: Tag) -> str:
    """What the chance of a tag follows from, where ``replace_value`` replaces the text."""
    return _place(gojson.string(text), len(gojson.string(text[: tag.start])) - 1)


def _place(whole: str, at: int) -> str:
    return f"{at}\0{whole}"


def _written(value: Json) -> str:
    """A value inside of a JSON string: of what is a string in JSON its inside, anything else as Go quotes it."""
    text = gojson.render(value)
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1]
    return gotext.quoted_inner(text)


def _unescaped(escaped: str) -> str:
    if "\\" not in escaped and '"' not in escaped:
        return escaped
    try:
        value = gojson.parse(f'"{escaped}"')
    except LangError as error:
        raise LangError(f"failed to unmarshall JSON expression: {error.message}") from None
    if not isinstance(value, str):
        raise LangError("failed to unmarshall JSON expression: not a string")
    return value
