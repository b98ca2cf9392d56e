"""Keep CronWorkflows beside the runs, as 'argo cron' does.

  wfsim cron create backup.yaml
  wfsim cron list
  wfsim submit --from cronwf/backup

Without a cluster nothing fires by itself: 'submit --from cronwf/NAME' runs one now, and 'wfsim simulate --cluster' lets
them fire on the virtual clock. Exit code: 0, 1 it is not there, is there already or is refused, 2 wrong usage, 3 the
store cannot be used.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from wfsim.api.clock import now_ms
from wfsim.cli import shelf, showing, template
from wfsim.cli.streams import Streams

if TYPE_CHECKING:
    from wfsim.engine.crons import CronRunner
    from wfsim.spec.model import JsonObject

ACTIONS = ("list", "get", "create", "update", "delete", "lint", "suspend", "resume")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    shelf.add_arguments(parser, ACTIONS)


def run(args: argparse.Namespace, streams: Streams) -> int:
    from wfsim.spec.model import Kind

    return shelf.run(Kind.CRON_WORKFLOW, args, streams, describe, table)


def describe(one: JsonObject) -> str:
    """What ``argo cron get`` prints."""
    from wfsim.render.header import instant

    namespace, name = showing.place(one)
    runner, now = _runner(one), now_ms()
    cron, following = runner.cron, runner.following(now)
    last = runner.state.last_scheduled_ms
    rows = [
        ("Name:", name),
        ("Namespace:", namespace),
        ("Created:", instant(template.created_ms(one), now)),
        ("Schedules:", ",".join(cron.schedules)),
        ("Suspended:", "true" if cron.suspend else "false"),
        ("Timezone:", cron.timezone),
        ("StartingDeadlineSeconds:", "" if cron.starting_deadline_seconds is None else cron.starting_deadline_seconds),
        ("ConcurrencyPolicy:", cron.concurrency_policy),
        ("LastScheduledTime:", "" if last is None else instant(last, now)),
        ("NextScheduledTime:", "" if following is None else instant(following, now)),
    ]
    lines = [f"{label:<30} {value}" for label, value in rows if value != ""]
    parameters = [one for one in runner.resource.spec.arguments.parameters if one.value is not None]
    if parameters:
        lines += ["Workflow Parameters:", *(f"{f'  {each.name}:':<30} {each.value}" for each in parameters)]
    return "".join(f"{line}\n" for line in lines)


def table(found: list[JsonObject], namespaces: bool) -> str:
    from wfsim.render.runs_table import table

    head = ["NAMESPACE"] * namespaces + ["NAME", "AGE", "LAST RUN", "NEXT RUN", "SCHEDULES", "TIMEZONE", "SUSPENDED"]
    return table([head, *(_row(one, namespaces) for one in found)])


def _row(one: JsonObject, namespaces: bool) -> list[str]:
    from wfsim.render.runs_table import age

    namespace, name = showing.place(one)
    runner, now = _runner(one), now_ms()
    last, following = runner.state.last_scheduled_ms, runner.following(now)
    return [
        *[namespace] * namespaces,
        name,
        age(template.created_ms(one), now),
        "N/A" if last is None else age(last, now),
        "N/A" if following is None else age(now, following),
        ",".join(runner.cron.schedules),
        runner.cron.timezone,
        "true" if runner.cron.suspend else "false",
    ]


def _runner(one: JsonObject) -> CronRunner:
    """The schedules of an object."""
    from wfsim.engine.crons import CronRunner
    from wfsim.spec.workspace import load
    from wfsim.text import Source

    return CronRunner(load([Source("<cron>", json.dumps(dict(one)))]).resources[0])
