"""What fields and types mean, in a sentence.

In: ``fielddocs.json`` beside this file, read at first use; an empty name stands for the type itself. Out: ``of_field``
and ``of_type``. JSON Schemas and the language server show them. A test holds the table against that of the types.
"""

from __future__ import annotations

from functools import cache


@cache
def table() -> dict[str, dict[str, str]]:
    """The sentences as they are written: type → field → sentence."""
    import json
    import os

    with open(os.path.join(os.path.dirname(__file__), "fielddocs.json"), encoding="utf-8") as file:
        loaded: dict[str, dict[str, str]] = json.load(file)
    return loaded


def of_field(type_name: str, field: str) -> str:
    """What a field of a type means; empty where nobody has written it down."""
    return table().get(type_name, {}).get(field, "")


def of_type(type_name: str) -> str:
    """What a type is; empty where nobody has written it down."""
    return of_field(type_name, "")
