"""``NamedTuple`` and frozen ``dataclass``, made quickly: a command defines many of them before it does anything.

In: a class body. Out: a tuple or an object with names, methods and defaults. Type checkers see those of ``typing`` and
``dataclasses``. What takes long there is to compile methods for each class; here classes of as many fields share them,
under names of their own.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in typing, which takes as long to import as a small file to be read

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import replace as replace
    from typing import NamedTuple as NamedTuple
else:
    from _collections import _tuplegetter
    from functools import partial
    from operator import attrgetter
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
            annotate = body.get("__annotate_func__") or body.get("__annotate__")  # Python 3.14 may ask for them later
            fields = tuple(body.get("__annotations__") or (annotate(1) if annotate else ()))
            defaults = {field: body.pop(field) for field in fields if field in body}
            if [*defaults] != [*fields[len(fields) - len(defaults) :]]:
                raise TypeError(f"{name}: a field without a default follows one that has one")
            code = _code(len(fields)).replace(co_varnames=("_cls", *fields), co_name="__new__")
            made = FunctionType(code, {"_new": _new}, "__new__", tuple(defaults.values()))
            made.__qualname__ = f"{body['__qualname__']}.__new__"
            named = {field: _tuplegetter(index, field) for index, field in enumerate(fields)}
            index = {field: index for index, field in enumerate(fields)}
            standing = {
                "_fields": fields,
                "_index": index,
                "_field_defaults": defaults,
                "__match_args__": fields,
                "__slots__": (),
            }
            return type(name, (_Named,), {**standing, **named, "__new__": made, **body})

    class _Named(tuple):
        """What all of them can do."""

        __slots__ = ()

        @classmethod
        def _make(cls, values):
            return _new(cls, values)

        def _replace(self, **changes):
            values, index = [*self], self._index
            if not changes.keys() <= index.keys():
                raise ValueError(f"Got unexpected field names: {[one for one in changes if one not in index]!r}")
            for name, value in changes.items():
                values[index[name]] = value
            return _new(type(self), values)

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self):
            return tuple(self)

        def __repr__(self):
            listed = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({listed})"

    class NamedTuple(metaclass=_Maker):
        """The base of a class that is to be one."""

    _REQUIRED = object()
    _inits = {}

    def dataclass(*, frozen=False, slots=False):
        """That of ``dataclasses``, without fields that are more than a name and a default."""
        return partial(_made, frozen, slots)

    def replace(one, **changes):
        """A changed copy, as ``dataclasses`` makes it."""
        fields = getattr(one, "__match_args__", ())
        if not isinstance(getattr(type(one), "_defaults", None), dict):
            import dataclasses

            return dataclasses.replace(one, **changes)
        values = [changes.pop(name) if name in changes else getattr(one, name) for name in fields]
        return type(one)(*values, **changes)

    def _made(frozen, slots, plain):
        """The class of a body."""
        own = {name: plain.__dict__.get(name, _REQUIRED) for name in plain.__annotations__}
        inherited = next((base._defaults for base in plain.__mro__[1:] if hasattr(base, "_defaults")), {})
        defaults = {**inherited, **own}
        left = {"__dict__", "__weakref__", *(own if slots else ())}
        body = {name: value for name, value in plain.__dict__.items() if name not in left}
        if slots:
            body["__slots__"] = tuple(name for name in own if name not in inherited)
        names = tuple(defaults)
        values = attrgetter(*names) if len(names) > 1 else lambda self: tuple(getattr(self, name) for name in names)
        methods = {**_methods(values), **(_FROZEN if frozen else {"__hash__": None})}
        made = {**methods, **body, "__match_args__": names, "_defaults": defaults}
        found = type(plain)(plain.__name__, plain.__bases__, made)
        found.__init__ = _init(found, names, defaults, slots)
        return found

    def _init(made, names, defaults, slots):
        """The constructor: slots are set one by one, an object without them gets all at once."""
        code = _inits.get((len(names), slots))
        if code is None:
            words = "".join(f", _{index}" for index in range(len(names)))
            sets = ", ".join(f"set{index}(self, _{index})" for index in range(len(names)))
            body = (sets or "pass") if slots else f"self.__dict__.update(zip(names, ({words[2:]},)))"
            space = {}
            exec(f"def __init__(self{words}):\n    {body}", space)
            code = _inits[len(names), slots] = space["__init__"].__code__
        given = [value for value in defaults.values() if value is not _REQUIRED]
        if any(value is _REQUIRED for value in list(defaults.values())[len(names) - len(given) :]):
            raise TypeError(f"{made.__name__}: a field without a default follows one that has one")
        held = {"names": names, "zip": zip}
        if slots:
            held = {f"set{index}": getattr(made, name).__set__ for index, name in enumerate(names)}
        init = FunctionType(code.replace(co_varnames=("self", *names)), held, "__init__", tuple(given))
        init.__qualname__ = f"{made.__qualname__}.__init__"
        return init

    def _methods(values):
        """What every object of a class can do, by its values in order."""

        def __eq__(self, other):
            return values(self) == values(other) if type(other) is type(self) else NotImplemented

        def __hash__(self):
            return hash(values(self))

        def __repr__(self):
            listed = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
            return f"{type(self).__qualname__}({listed})"

        def __reduce__(self):
            return type(self), values(self)

        return {name: one for name, one in locals().items() if name != "values"}

    def _no_setting(self, name, value):
        raise AttributeError(f"cannot assign to field {name!r}")

    def _no_deleting(self, name):
        raise AttributeError(f"cannot delete field {name!r}")

    _FROZEN = {"__setattr__": _no_setting, "__delattr__": _no_deleting}
