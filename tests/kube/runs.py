"""One run on a real cluster, as a user starts it, and what it left: for every test that looks at whole runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.kube.conftest import Cluster
from tests.running import wfsim
from wfsim.engine.phases import Phase

PATIENCE_S = 200


@dataclass(frozen=True)
class Order:
    """What to run: a file (that of an earlier step of the test), words of the command line, a name."""

    file: Path
    name: str
    words: tuple[str, ...] = ()  # for the run and for its simulation
    repository: Path | None = None


@dataclass(frozen=True)
class RealRun:
    """The Workflow that a real run came to, kept in a file, with the files beside it."""

    cluster: Cluster
    order: Order
    code: int
    workflow: Mapping[str, Any]
    kept: Path
    journal: Path
    said: str

    @property
    def phase(self) -> str:
        return str(self.workflow["status"]["phase"])

    @property
    def nodes(self) -> dict[str, dict[str, Any]]:
        """By the node's name, that of the run away: ``[0].flip``."""
        own = self.order.name
        return {one["name"].removeprefix(own): one for one in self.workflow["status"]["nodes"].values()}

    @property
    def phases(self) -> dict[str, str]:
        return {name: node["phase"] for name, node in self.nodes.items()}

    def log(self, node: str, container: str = "main") -> str:
        """What a container printed."""
        return "\n".join(self.cluster.log(self.nodes[node]["podName"], container))

    def result(self, node: str) -> str:
        found: str = self.nodes[node]["outputs"]["result"]
        return found


def run(cluster: Cluster, order: Order, place: Path) -> RealRun:
    """Run it to its end."""
    journal, kept = place / f"{order.name}.jsonl", place / f"{order.name}.json"
    words = ["--name", order.name, "-o", "json", "--journal", str(journal), *order.words]
    if order.repository is not None:
        words += ["--artifact-repository", str(order.repository)]
    ran = cluster.wfsim("run", "-n", cluster.namespace, *words, str(order.file), timeout=PATIENCE_S)
    assert ran.stdout, ran.stderr
    kept.write_text(ran.stdout)
    workflow = json.loads(ran.stdout)
    assert Phase(workflow["status"]["phase"]).completed, ran.stderr
    return RealRun(cluster, order, ran.returncode, workflow, kept, journal, ran.stderr)


def differences(run: RealRun, extra: tuple[Path, ...] = ()) -> str:
    """What ``wfsim diff`` says of a real run and of its simulation under the mocks that were made of it."""
    files = (str(run.order.file), *map(str, extra))
    made = wfsim("mocks", "--from", str(run.kept))
    assert made.code == 0, made.err
    mocks, simulated = run.kept.with_suffix(".mocks.yaml"), run.kept.with_suffix(".sim.json")
    mocks.write_text(made.out)
    words = ("--name", run.order.name, *run.order.words)
    played = wfsim("simulate", "--mocks", str(mocks), "--strict-mocks", "--format", "json", *words, *files)
    assert played.out, played.err
    simulated.write_text(played.out)
    compared = wfsim("diff", str(run.kept), str(simulated))
    assert (compared.code == 0) == (compared.out == ""), compared.err
    return compared.out
