"""Workflow files, loaded: to be checked, planned and simulated.

In: paths or text. Out: ``Project``. This is what ``wfsim.load`` gives.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from wfsim.api import choosing, files
from wfsim.api.chances import usable
from wfsim.api.problem import Problem
from wfsim.api.run import Run
from wfsim.api.simulation import Request, simulate
from wfsim.drivers.base import Budget
from wfsim.drivers.sim import decode
from wfsim.drivers.sim.mocks import Mocks
from wfsim.spec.model import Resource
from wfsim.spec.workspace import Workspace
from wfsim.spec.workspace import load as load_workspace
from wfsim.text import Diagnostic, Source
from wfsim.yamlio.nodes import Json

if TYPE_CHECKING:
    from wfsim.api.runs import Runs
    from wfsim.api.settable import Settable
    from wfsim.drivers.sim.clusterfile import ClusterFile
    from wfsim.plan.plan import Plan

AnyPath = str | os.PathLike[str]
AnyMocks = AnyPath | Mapping[str, Json] | Mocks | None
AnyCluster: TypeAlias = "AnyPath | Mapping[str, Json] | ClusterFile | None"


def load(*paths: AnyPath | Iterable[AnyPath]) -> Project:
    """Read workflow files, folders and globs; references are looked up in all of them together.

    Paths one by one, or lists of them. OSError where a file is not there. Mistakes in the files are not errors here:
    ``Project.lint`` tells them.
    """
    flat = tuple(each for one in paths for each in ((one,) if isinstance(one, str | os.PathLike) else one))
    return Project(load_workspace(files.sources(flat)))


def loads(text: str, name: str = "<text>") -> Project:
    """The same from a text in memory."""
    return Project(load_workspace([Source(name, text)]))


class Project:
    """A set of workflow files. ``workspace`` is the whole of what was read."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def lint(self) -> tuple[Diagnostic, ...]:
        """Everything that is wrong, in order of the files."""
        from wfsim.checks.api import run_all

        return run_all(self.workspace)

    def plan(self, workflow: str = "", entrypoint: str = "") -> Plan:
        """What the workflow would call."""
        from wfsim.plan.build import plan

        resource = choosing.choose(self.workspace, workflow)
        choosing.check_entrypoint(resource, self.workspace, entrypoint)
        return plan(resource, self.workspace, entrypoint or None)

    def simulate(
        self,
        parameters: Mapping[str, object] | None = None,
        mocks: AnyMocks = None,
        *,
        seed: int = 0,
        entrypoint: str = "",
        name: str = "",
        workflow: str = "",
        strict_mocks: bool = False,
        max_nodes: int | None = None,
        max_time: float | None = None,
    ) -> Run:
        """Run a workflow on the virtual clock, its containers mocked. The same arguments give the same run.

        ``mocks`` is a file, the same as a dict, or None (everything succeeds). A run that fails is a result;
        ``Misuse`` is for parameters, entrypoints and workflows that do not exist, ``Problem`` for files that hold
        nothing to run and for mistakes in mocks; under ``strict_mocks`` also for outputs that something reads and
        nothing mocks. A run that comes to more than ``max_nodes``, or to more than ``max_time`` seconds on the virtual
        clock, ends there, and its ``findings`` say so.
        """
        request = Request(
            parameters={key: _text(value) for key, value in (parameters or {}).items()},
            mocks=load_mocks(mocks),
            seed=seed,
            entrypoint=entrypoint,
            name=name,
            workflow=workflow,
            strict_mocks=strict_mocks,
            budget=_budget(max_nodes, max_time),
        )
        simulated = simulate(self.workspace, request)
        _all_mocked(simulated.findings)
        return Run(simulated.record, simulated.findings, simulated.made_up, simulated.definitions)

    def simulate_cluster(
        self,
        cluster: AnyCluster = None,
        mocks: AnyMocks = None,
        *,
        seed: int = 0,
        strict_mocks: bool = False,
        max_nodes: int | None = None,
        max_time: float | None = None,
    ) -> Runs:
        """Run several workflows side by side: on the nodes, under the limits and at the times that a cluster file says.

        ``cluster`` is such a file, the same as a dict, or None: every Workflow at once, with room for all. The rest is
        as for ``simulate``.
        """
        from wfsim.api.cluster import ClusterRequest, simulate_cluster
        from wfsim.api.runs import Runs

        request = ClusterRequest(
            cluster=load_cluster(cluster),
            mocks=load_mocks(mocks),
            seed=seed,
            strict_mocks=strict_mocks,
            budget=_budget(max_nodes, max_time),
        )
        simulated = simulate_cluster(self.workspace, request)
        _all_mocked(simulated.findings)
        return Runs(simulated)

    def parameters(self, workflow: str = "") -> tuple[Settable, ...]:
        """What can be set at submit."""
        from wfsim.api.settable import settable

        return settable(choosing.choose(self.workspace, workflow), self.workspace)

    def resource(self, workflow: str = "") -> Resource:
        """The object that would run."""
        return choosing.choose(self.workspace, workflow)


def load_mocks(mocks: AnyMocks) -> Mocks:
    """Mocks from a file or plain data. Problem where there is a mistake in them."""
    match mocks:
        case None:
            return Mocks()
        case Mocks():
            return mocks
        case Mapping():
            return usable(decode.of_data(dict(mocks)))
        case _:
            return usable(decode.load(files.read(mocks)))


def load_cluster(cluster: AnyCluster) -> ClusterFile:
    """A cluster file from a path or plain data. Problem where there is a mistake in it."""
    from wfsim.drivers.sim import clusterfile

    match cluster:
        case None:
            return clusterfile.ClusterFile()
        case clusterfile.ClusterFile():
            return cluster
        case Mapping():
            text = json.dumps(dict(cluster), indent=2, ensure_ascii=False)
            found, findings = clusterfile.load(Source("<cluster>", text))
        case _:
            found, findings = clusterfile.load(files.read(cluster))
    if found is None:
        raise Problem("the cluster file has mistakes", findings)
    return found


def _budget(max_nodes: int | None, max_time: float | None) -> Budget:
    """How far a run may go; the usual limits where nothing is said."""
    usual = Budget()
    return Budget(
        usual.max_nodes if max_nodes is None else max_nodes,
        usual.max_ms if max_time is None else int(max_time * 1000),
    )


def _all_mocked(findings: Iterable[Diagnostic]) -> None:
    """Problem where strictness found something that nothing mocks."""
    unmocked = [one for one in findings if one.code == "unmocked-output"]
    if unmocked:
        raise Problem("some outputs have no mock", unmocked)


def _text(value: object) -> str:
    """A parameter's value as Argo would have it from YAML."""
    return value if isinstance(value, str) else decode.written(value)  # type: ignore[arg-type]
