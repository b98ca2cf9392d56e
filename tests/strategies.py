"""Random workflows and random ends of their pods, for laws that hold for all of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Spec = dict[str, Any]

_LEAF = {"container": {"image": "busybox:1"}}
_OUTPUT = {"parameters": [{"name": "out", "valueFrom": {"path": "/tmp/out"}}]}
_ITEMS = st.one_of(
    st.none(), st.lists(st.sampled_from(["a", 1, True, {"k": "v"}]), min_size=1, max_size=3), st.just("param")
)
_WHEN = st.sampled_from(["", "", "1 == 1", "a == b", "{{workflow.name}} == wf"])


@st.composite
def leaves(draw: st.DrawFn) -> Spec:
    """A template that runs a pod, with or without outputs and retries."""
    template: Spec = dict(_LEAF)
    if draw(st.booleans()):
        template["outputs"] = _OUTPUT
    if draw(st.integers(0, 3)) == 0:
        template["retryStrategy"] = {"limit": draw(st.integers(0, 2))}
    return template


@st.composite
def calls(draw: st.DrawFn, name: str, below: list[str]) -> Spec:
    """A step or task of one of the templates that exist already."""
    call: Spec = {"name": name, "template": draw(st.sampled_from(below))}
    if when := draw(_WHEN):
        call["when"] = when
    items = draw(_ITEMS)
    if items == "param":
        call["withParam"] = '["x", "y"]'
    elif items:
        call["withItems"] = items
    if draw(st.integers(0, 4)) == 0:
        call["continueOn"] = {"failed": True}
    if draw(st.integers(0, 4)) == 0:
        call["hooks"] = {"exit": {"template": "bye"}}
    return call


@st.composite
def steps(draw: st.DrawFn, below: list[str]) -> Spec:
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    groups = [[draw(calls(f"s{i}-{j}", below)) for j in range(size)] for i, size in enumerate(sizes)]
    return {"steps": groups}


@st.composite
def dags(draw: st.DrawFn, below: list[str]) -> Spec:
    tasks: list[Spec] = []
    for i in range(draw(st.integers(1, 5))):
        task = draw(calls(f"t{i}", below))
        task.pop("continueOn", None)
        if before := [one["name"] for one in tasks]:
            needs = draw(st.lists(st.sampled_from(before), max_size=2, unique=True))
            words = [need + draw(st.sampled_from(["", ".Succeeded", ".Failed"])) for need in needs]
            if words:
                task["depends"] = draw(st.sampled_from([" && ", " || "])).join(words)
        tasks.append(task)
    return {"dag": {"tasks": tasks, "failFast": draw(st.booleans())}}


@st.composite
def workflows(draw: st.DrawFn) -> Spec:
    """A workflow that Argo would accept: leaves, then templates that call what exists already."""
    templates: dict[str, Spec] = {"bye": dict(_LEAF), "leaf0": draw(leaves()), "leaf1": draw(leaves())}
    for i in range(draw(st.integers(1, 3))):
        below = list(templates)
        templates[f"group{i}"] = draw(st.one_of(steps(below), dags(below)))
    spec: Spec = {
        "entrypoint": list(templates)[-1],
        "templates": [{"name": name, **body} for name, body in templates.items()],
    }
    if draw(st.integers(0, 3)) == 0:
        spec["parallelism"] = draw(st.integers(1, 3))
    if draw(st.integers(0, 3)) == 0:
        spec["onExit"] = "bye"
    return {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "wf"}, "spec": spec}


# How many of the running pods end at one instant, and how: consumed in order, for ever the last.
ends = st.lists(st.tuples(st.integers(1, 3), st.sampled_from([0, 0, 0, 1])), min_size=1, max_size=12)


# -- more of everything --

_MUTEX = {"mutexes": [{"name": "m"}]}
_GC = st.sampled_from(["OnPodCompletion", "OnPodSuccess", "OnWorkflowCompletion", "OnWorkflowSuccess"])
_TWIST: dict[str, Spec] = {
    "backoff": {"retryStrategy": {"limit": 2, "backoff": {"duration": "1500ms", "factor": 2, "maxDuration": "4s"}}},
    "deadline": {"activeDeadlineSeconds": 2},
    "timeout": {"timeout": "2500ms"},
    "lock": {"synchronization": _MUTEX},
    "locked retry": {"synchronization": _MUTEX, "retryStrategy": {"limit": 1}},
    "daemon": {"daemon": True},
    "artifact": {"outputs": {"artifacts": [{"name": "kept", "path": "/kept"}]}},
}
_SPEC: dict[str, Spec] = {
    "claims": {"volumeClaimTemplates": [{"metadata": {"name": "work"}, "spec": {}}]},
    "deadline": {"activeDeadlineSeconds": 4},
    "budget": {"podDisruptionBudget": {"minAvailable": 1}},
    "ttl": {"ttlStrategy": {"secondsAfterCompletion": 10}},
    "artifacts": {"artifactGC": {"strategy": "OnWorkflowCompletion"}},
}


@st.composite
def busy_workflows(draw: st.DrawFn) -> Spec:
    """``workflows`` with what takes time or leaves something: locks, backoff, deadlines, daemons, clean-up."""
    data = draw(workflows())
    spec = data["spec"]
    for template in spec["templates"]:
        if template["name"].startswith("leaf"):
            twist = draw(st.sampled_from(["", *_TWIST]))
            template.update(_TWIST.get(twist, {}))
            if draw(st.integers(0, 5)) == 0:
                template["metadata"] = {"labels": {"keep": "yes"}}
    if draw(st.integers(0, 4)) == 0:
        leaf = next(one for one in spec["templates"] if one["name"] == "leaf1")
        leaf.clear()
        leaf.update({"name": "leaf1", "suspend": {"duration": "2s"}})
    for one in draw(st.lists(st.sampled_from(sorted(_SPEC)), max_size=2, unique=True)):
        spec.update(_SPEC[one])
    if draw(st.booleans()):
        selector = {"matchExpressions": [{"key": "keep", "operator": "DoesNotExist"}]}
        spec["podGC"] = {"strategy": draw(_GC)} | ({"labelSelector": selector} if draw(st.booleans()) else {})
    return data


# OWN is the status of the step or task itself.
_HOOKS: list[Spec] = [
    {},
    {"exit": {"template": "bye"}},
    {"exit": {"template": "byes"}},
    {"exit": {"template": "hold"}},
    {"exit": {"template": "bye", "expression": "OWN == 'Succeeded'"}},
    {"running": {"template": "bye", "expression": "OWN == 'Running'"}},
    {"ended": {"template": "bye", "expression": "OWN != 'Running'"}, "exit": {"template": "bye"}},
]
_BYES: Spec = {
    "name": "byes",
    "steps": [[{"name": "a", "template": "bye"}, {"name": "b", "template": "bye"}], [{"name": "c", "template": "bye"}]],
}


@st.composite
def hooked_workflows(draw: st.DrawFn) -> Spec:
    """``busy_workflows`` with hooks of every kind, handlers that are templates of steps, and limits at every level."""
    data = draw(busy_workflows())
    spec = data["spec"]
    if draw(st.integers(0, 2)):
        spec["parallelism"] = draw(st.integers(1, 4))
    for template in spec["templates"]:
        if template["name"].startswith("group"):
            _hook(draw, template)
    byes = _BYES | draw(st.sampled_from([{}, {"parallelism": 1}, {"parallelism": 2}]))
    spec["templates"] += [byes, {"name": "hold", "suspend": {"duration": "1s"}}]
    if draw(st.integers(0, 3)) == 0:
        spec["hooks"] = {"going": {"template": "bye", "expression": "workflow.status == 'Running'"}}
    return data


def _hook(draw: st.DrawFn, template: Spec) -> None:
    """Hooks for some of a template's calls, and limits for the template."""
    word = "steps" if "steps" in template else "tasks"
    calls = [one for group in template["steps"] for one in group] if "steps" in template else template["dag"]["tasks"]
    for call in calls:
        if draw(st.integers(0, 2)) == 0:
            own = f'{word}["{call["name"]}"].status'
            call["hooks"] = {
                name: {key: text.replace("OWN", own) for key, text in hook.items()}
                for name, hook in draw(st.sampled_from(_HOOKS)).items()
            }
    if draw(st.integers(0, 3)) == 0:
        template["parallelism"] = draw(st.integers(1, 3))
    if draw(st.integers(0, 5)) == 0:
        template["failFast"] = True


outcomes: st.SearchStrategy[Spec] = st.fixed_dictionaries(
    {},
    optional={
        "exitCode": st.sampled_from([0, 0, 1]),
        "duration": st.sampled_from([0, 1, 2, 3]),
        "outputs": st.just({"parameters": {"out": "v"}}),
    },
)


@st.composite
def outcomes_of_leaves(draw: st.DrawFn) -> Spec:
    """Mocks for the leaves of ``busy_workflows``."""
    return {
        name: draw(outcomes | st.builds(lambda some: {"oneOf": some}, st.lists(outcomes, min_size=1, max_size=3)))
        for name in ("leaf0", "leaf1")
    }
