"""The home of PyYAML: libyaml's parser, loaded with as little as possible around it.

In: nothing. Out: ``parser``: how to make a parser of a text, and the errors that it raises. ``reader`` calls it. Where
PyYAML was built without libyaml, its own parser does the work, slowly.

All of PyYAML takes twice as long to load as a small file takes to be judged, and most of that goes into modules of
which the parser needs one class of errors each. A command, which is alone in its process, calls ``load_alone``: the
package ``yaml`` then has the modules that the parser needs, and becomes whole when anybody asks it for anything else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

Make = Callable[[str], Any]

# What libyaml's module looks for when it is loaded, itself last; of some modules it needs a class of errors alone.
_NEEDED = ("tokens", "events", "nodes", "scanner", "parser", "composer", "emitter", "serializer", "_yaml")
_ERRORS = {"reader": "ReaderError", "constructor": "ConstructorError", "representer": "RepresenterError"}


@cache
def parser() -> tuple[Make, type[Exception], type[Exception]]:
    """How to make a parser of a text, the error that it raises, and the kind of that which knows a place."""
    from yaml.error import MarkedYAMLError, YAMLError

    try:
        from yaml._yaml import CParser
    except ImportError:
        from yaml import Loader

        return Loader, YAMLError, MarkedYAMLError
    return CParser, YAMLError, MarkedYAMLError


@cache
def tolerant() -> Make:
    """PyYAML's own parser with an escape that Go's YAML has and no other: ``\\'`` between double quotes."""
    from yaml import Loader

    known = {**Loader.ESCAPE_REPLACEMENTS, "'": "'"}
    return type("Tolerant", (Loader,), {"ESCAPE_REPLACEMENTS": known})


def load_alone() -> None:
    """Load the parser without the rest of PyYAML, unless that is there already. Where this fails nothing is changed."""
    if "yaml" in sys.modules:
        return
    spec = _spec()
    if spec is None or spec.loader is None:
        return  # whoever needs it will say that it is missing
    before = set(sys.modules)
    try:
        _load(spec)
    except Exception:  # another PyYAML than those that are known: it is loaded as usual
        for name in set(sys.modules) - before:
            if name == "yaml" or name.startswith("yaml."):
                del sys.modules[name]


def _spec() -> ModuleSpec | None:
    found = (finder.find_spec("yaml", None) for finder in sys.meta_path)
    return next((one for one in found if one is not None), None)


def _load(spec: ModuleSpec) -> None:
    package = ModuleType("yaml")
    package.__spec__, package.__loader__ = spec, spec.loader
    package.__package__, package.__file__ = "yaml", spec.origin
    package.__path__ = list(spec.submodule_search_locations or ())
    sys.modules["yaml"] = package
    error = import_module("yaml.error")
    for name, word in _ERRORS.items():
        stand_in = ModuleType(f"yaml.{name}")
        setattr(stand_in, word, type(word, (error.YAMLError,), {}))
        sys.modules[stand_in.__name__] = stand_in
        setattr(package, name, stand_in)
    for name in _NEEDED:
        import_module(f"yaml.{name}")
    for name in _ERRORS:
        del sys.modules[f"yaml.{name}"]
        delattr(package, name)
    vars(package)["__getattr__"] = lambda name: _completed(package, spec, name)


def _completed(package: ModuleType, spec: ModuleSpec, name: str) -> Any:
    """An attribute of the whole package: all of it is loaded now, and the parser raises its errors."""
    del vars(package)["__getattr__"]
    if spec.loader is not None:
        spec.loader.exec_module(package)
    parser = sys.modules["yaml._yaml"]
    for module, word in _ERRORS.items():
        setattr(parser, word, getattr(getattr(package, module), word))
    return getattr(package, name)
