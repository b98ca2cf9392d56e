"""What goes wrong while a filter runs, in gojq's words; ``try`` catches most of it.

Raised by functions and by the machine. A LangError in the end: what ``evaluate`` raises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wfsim.lang.errors import LangError
from wfsim.lang.jq import encoding
from wfsim.lang.jq.values import Value, kind

if TYPE_CHECKING:
    from wfsim.lang.jq.machine import Label


class JqError(LangError):
    """An error that ``try`` catches: its handler gets the message."""

    def caught(self) -> Value:
        """What a handler gets."""
        return self.message


class Thrown(JqError):
    """``error(value)``: a handler gets the value."""

    def __init__(self, value: Value) -> None:
        super().__init__(f"error: {value if isinstance(value, str) else encoding.shown(value)}")
        self.value = value

    def caught(self) -> Value:
        return self.value


class Halted(JqError):
    """``halt`` and ``halt_error``: nothing catches it."""

    def __init__(self, value: Value) -> None:
        super().__init__(f"halt error: {value if isinstance(value, str) else encoding.shown(value)}")


class Broken(JqError):
    """``break``: on its way to the label."""

    def __init__(self, label: Label) -> None:
        super().__init__(f"label not defined: {label.name}")
        self.label = label


class Beyond(JqError):
    """An error behind the end of a ``try``, on its way past that."""

    def __init__(self, inner: JqError) -> None:
        super().__init__(inner.message)
        self.inner = inner


def described(value: Value) -> str:
    """A value as messages speak of it: its kind and how it begins."""
    return "null" if value is None else f"{kind(value)} ({encoding.preview(value)})"


def unfit(name: str, value: Value, *arguments: Value) -> JqError:
    """A function that cannot take its input, or that input together with these arguments."""
    return JqError(f"{_called(name, arguments)} cannot be applied to: {described(value)}")


def failed(reason: str, name: str, value: Value, *arguments: Value) -> JqError:
    """A function that took its input and went wrong for a reason."""
    return JqError(f"{_called(name, arguments)} cannot be applied to {encoding.preview(value)}: {reason}")


def _called(name: str, arguments: tuple[Value, ...]) -> str:
    return f"{name}({'; '.join(map(encoding.preview, arguments))})" if arguments else name


def no_object(value: Value) -> JqError:
    return JqError(f"expected an object but got: {described(value)}")


def no_array(value: Value) -> JqError:
    return JqError(f"expected an array but got: {described(value)}")


def no_key(value: Value) -> JqError:
    return JqError(f"expected a string for object key but got: {described(value)}")


def no_array_index(value: Value) -> JqError:
    return JqError(f"expected a number for indexing an array but got: {described(value)}")


def no_text_index(value: Value) -> JqError:
    return JqError(f"expected a number for indexing a string but got: {described(value)}")


def no_slice(value: Value) -> JqError:
    return JqError(f'expected "start" and "end" for slicing but got: {described(value)}')


def no_path(value: Value) -> JqError:
    return JqError(f"invalid path against: {described(value)}")
