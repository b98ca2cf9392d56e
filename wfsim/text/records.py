"""``NamedTuple`` as in ``typing``, made quickly: a command defines many of them before it does anything.

In: a class body. Out: a tuple with names, methods and defaults. Type checkers see that of ``typing``. What takes long
there is to compile a constructor for each class; here classes of as many fields share one, under names of their own.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in typing, which takes as long to import as a small file to be read

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from _collections import _tuplegetter
    from types import FunctionType

    _new = tuple.__new__
    _codes = {}

    def _code(size):
        """The constructor of a tuple of so many fields."""
        found = _codes.get(size)
        if found is None:
            words = "".join(f"_{index}, " for index in range(size))
            found = _codes[size] = eval(f"lambda _cls, {words}: _new(_cls, ({words}))").__code__
        return found

    class _Maker(type):
        """Turns the body of a class into a tuple's."""

        def __new__(maker, name, bases, body):
            if not bases:
                return super().__new__(maker, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body.pop(field) for field in fields if field in body}
            if [*defaults] != [*fields[len(fields) - len(defaults) :]]:
                raise TypeError(f"{name}: a field without a default follows one that has one")
            code = _code(len(fields)).replace(co_varnames=("_cls", *fields), co_name="__new__")
            made = FunctionType(code, {"_new": _new}, "__new__", tuple(defaults.values()))
            made.__qualname__ = f"{body['__qualname__']}.__new__"
            named = {field: _tuplegetter(index, field) for index, field in enumerate(fields)}
            standing = {"_fields": fields, "_field_defaults": defaults, "__match_args__": fields, "__slots__": ()}
            return type(name, (_Named,), {**standing, **named, "__new__": made, **body})

    class _Named(tuple):
        """What all of them can do."""

        __slots__ = ()

        @classmethod
        def _make(cls, values):
            return _new(cls, values)

        def _replace(self, **changes):
            made = _new(type(self), map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"Got unexpected field names: {[*changes]!r}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self):
            return tuple(self)

        def __repr__(self):
            listed = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({listed})"

    class NamedTuple(metaclass=_Maker):
        """The base of a class that is to be one."""
