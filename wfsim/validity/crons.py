"""CronWorkflows: when and how they start workflows.

In: a CronWorkflow. Out: refusals for everything but its workflow.
"""

from __future__ import annotations

from functools import partial

from wfsim.spec.closed import values
from wfsim.spec.model import Cron, Resource
from wfsim.validity.refusal import Place, Refusal, Refusals, did_you_mean
from wfsim.validity.schedules import problem
from wfsim.validity.timezones import is_timezone, zone_hint

_LONGEST = 52
_POLICIES = values("CronWorkflowSpec", "concurrencyPolicy")


def judged(resource: Resource) -> Refusals:
    """The fields beside ``workflowSpec``."""
    cron, document = resource.cron or Cron(), resource.document
    if len(resource.name) > _LONGEST:
        size = len(resource.name)
        message = f"the name of a CronWorkflow has at most {_LONGEST} characters, this one has {size}"
        text = (
            f'cron workflow name "{resource.name}" must not be more than {_LONGEST} characters long (currently {size})'
        )
        hint = "Argo puts a time behind it to name the workflows."
        yield Refusal("name-too-long", message, Place(document, ("metadata", "name")), text, hint)
    yield from _schedules(resource, cron)
    if cron.timezone and not is_timezone(cron.timezone):
        message = f"`{cron.timezone}` is not a time zone of the tz database"
        text = f'invalid timezone "{cron.timezone}": unknown time zone {cron.timezone}'
        place = Place(document, ("spec", "timezone"))
        yield Refusal("invalid-timezone", message, place, text, zone_hint(cron.timezone))
    policy = cron.concurrency_policy
    if policy and policy not in _POLICIES:
        message = f"`{policy}` is not a concurrencyPolicy: there are {', '.join(_POLICIES)}"
        place = Place(document, ("spec", "concurrencyPolicy"))
        text = f"'{policy}' is not a valid concurrencyPolicy"
        yield Refusal("invalid-concurrency-policy", message, place, text, did_you_mean(policy, _POLICIES))
    if (cron.starting_deadline_seconds or 0) < 0:
        place = Place(document, ("spec", "startingDeadlineSeconds"))
        text = "startingDeadlineSeconds must be positive"
        yield Refusal("invalid-starting-deadline", "startingDeadlineSeconds is negative", place, text)


def _schedules(resource: Resource, cron: Cron) -> Refusals:
    if not cron.schedules:
        written = resource.document.node(("spec", "schedules")) is not None
        place = (
            Place(resource.document, ("spec", "schedules"), key=True)
            if written
            else Place(resource.document, ("spec",), True)
        )
        text = "cron workflow must have at least one schedule"
        hint = "Add `schedules: ['0 * * * *']`, for example."
        yield Refusal("schedule-missing", "this CronWorkflow has no schedule", place, text, hint)
    for index, schedule in enumerate(cron.schedules):
        wrong = problem(schedule)
        if wrong is not None:
            start, end = wrong.start or 0, wrong.end or 0
            place = Place(resource.document, ("spec", "schedules", index), part=(start, end) if start < end else None)
            text = f"cron schedule {schedule} is malformed: {wrong}"
            message = (
                f"`{schedule}` is not a schedule: {wrong.told(schedule)}" if schedule else "this schedule is empty"
            )
            zone = schedule[start:end] if "bad location" in wrong.message else ""
            yield Refusal("invalid-schedule", message, place, text, partial(zone_hint, zone) if zone else "")
