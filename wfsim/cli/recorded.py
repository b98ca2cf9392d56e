"""The forms in which a run is printed.

In: a record. Out: text. Called by ``simulate``, ``replay`` and ``cluster``; a new form is a row of ``FORMATS``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from wfsim.cli.streams import Streams

if TYPE_CHECKING:
    from wfsim.record.run import RunRecord

Form = Callable[["RunRecord", str, Streams], str]


def _tree(record: RunRecord, layout: str, streams: Streams) -> str:
    from wfsim.render.tree import Layout, render

    return render(record, streams.style(), Layout(layout))


def _get(record: RunRecord, layout: str, streams: Streams) -> str:
    from wfsim.render.header import render

    return render(record) + "\n" + _tree(record, layout, streams)


def _json(record: RunRecord, layout: str, streams: Streams) -> str:
    from wfsim.record.workflow import to_text

    return to_text(record)


FORMATS: Mapping[str, Form] = {"tree": _tree, "get": _get, "json": _json}
