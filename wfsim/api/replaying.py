"""A journal played again: the run as it was after any of its exchanges.

In: a workspace, a journal, and how far. Out: ``Replayed``. Called by ``cli.replay``. Problem where the files hold
another workflow than the journal is of, or the engine answers otherwise than it did.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wfsim.api import choosing
from wfsim.api.defining import Order, defined, digest
from wfsim.api.problem import Problem
from wfsim.api.simulation import START_MS
from wfsim.drivers.base import first_difference
from wfsim.engine.definitions import Definitions
from wfsim.engine.engine import Engine
from wfsim.engine.errors import IllegalEvent
from wfsim.record.journal import Entry, Journal
from wfsim.record.of import record
from wfsim.record.run import RunRecord
from wfsim.render.exchanges import differing
from wfsim.spec.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Replayed:
    """The run after ``entries`` of the journal."""

    record: RunRecord
    entries: tuple[Entry, ...]
    definitions: Definitions


def replay(workspace: Workspace, journal: Journal, until: Callable[[int, Entry], bool] | None = None) -> Replayed:
    """Play the exchanges for which ``until`` (number from 1, exchange) is false; all of them without it."""
    definitions = _definitions(workspace, journal)
    engine = Engine(definitions)
    played: list[Entry] = []
    for number, entry in enumerate(journal.entries, 1):
        if until is not None and until(number, entry):
            break
        _send(engine, number, entry)
        played.append(entry)
    return Replayed(record(engine, journal.header.seed), tuple(played), definitions)


def _send(engine: Engine, number: int, entry: Entry) -> None:
    try:
        commands = engine.send(entry.events)
    except IllegalEvent as error:
        raise Problem(f"exchange {number} of the journal cannot have happened: {error}", ()) from None
    if commands != entry.commands:
        names = {node.id: node.name for node in engine.state.nodes.values()}
        raise Problem(
            f"exchange {number} comes out otherwise than the journal has it: "
            f"{differing(*first_difference(entry.commands, commands), names)}; "
            f"the journal of {engine.definitions.name} is of another version of wfsim, or was edited",
            (),
        )


def _definitions(workspace: Workspace, journal: Journal) -> Definitions:
    header = journal.header
    order = Order(
        choosing.as_workflow(choosing.choose(workspace, header.workflow)),
        header.name,
        START_MS,
        header.parameters,
        header.entrypoint,
        pod_names=header.pod_names,
        config_maps=header.config_maps,
    )
    definitions = defined(workspace, order).definitions
    if header.spec_digest != digest(definitions, header.parameters, header.entrypoint):
        raise Problem(f"the journal is of {header.name}, and its spec is not the one in these files", ())
    return definitions
