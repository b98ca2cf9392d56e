"""Every workflow of the guide with real pods: what each comes to, what it prints, and that its simulation is the same.

The images have local programs of the same names, and addresses of the internet become those of servers of this machine.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
import yaml

from tests.kube import servers
from tests.kube.conftest import Cluster, Store
from tests.kube.runs import Order, RealRun, differences, run
from tests.kube.servers import ACCESS, BUCKET, SECRET
from wfsim.drivers.kube import resources
from wfsim.drivers.kube.errors import AlreadyExists
from wfsim.drivers.kube.resources import ResourceType

GUIDE: Final = Path(__file__).resolve().parents[2] / "fixtures" / "guide"
JOBS: Final = ResourceType("batch", "v1", "jobs", "Job", namespaced=True)
OK, FAILED, SKIPPED = "Succeeded", "Failed", "Skipped"
SYSTEMS: Final = '[{"system": "alpine", "release": "3.20"}, {"system": "debian", "release": "11"}]'

# A project as the compiler of these tests builds it: its program speaks to a database and to a web server.
CLOCK: Final = {
    "cmd/clock/main": """#!/bin/sh
set -e
case $1 in
selftest) place=${3#*@}; wget -q -O - "http://${place%/}:5432/" ;;
probe) wget -q -O - "$2" ;;
esac
""",
    "parser/test": "echo parsing",
    "clock/test": "echo ticking",
    "server/test": "echo serving",
}


@dataclass(frozen=True)
class Case:
    """One run of a fixture. ``phases``: of each node, by its name without the run's; ``logs``: what main printed."""

    fixture: str
    name: str
    phase: str = OK
    message: str = ""
    words: tuple[str, ...] = ()
    phases: Mapping[str, str] = field(default_factory=dict)
    logs: Mapping[str, str] = field(default_factory=dict)
    also: Callable[[RealRun], None] = lambda ran: None
    edits: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.fixture}-{self.name}"


# -- what is to be seen of those runs that tables do not tell


def _heads_or_tails(ran: RealRun) -> None:
    fell = ran.result("[0].flip-coin")
    other = {"heads": "tails", "tails": "heads"}[fell]
    assert ran.phases == {"": OK, "[0]": OK, "[0].flip-coin": OK, "[1]": OK, f"[1].{fell}": OK, f"[1].{other}": SKIPPED}
    assert ran.log(f"[1].{fell}") == f"{fell} it is"


def _until_heads(ran: RealRun) -> None:
    place = ""
    while ran.result(f"{place}[0].flip-coin") == "tails":
        assert ran.phases[f"{place}[1].heads"] == SKIPPED
        place += "[1].tails"
        assert ran.phases[place] == OK
    assert ran.log(f"{place}[1].heads") == "heads at last"
    assert ran.phases[f"{place}[1].tails"] == SKIPPED


def _one_to_six(ran: RealRun) -> None:
    shown = ran.result("[0].roll")
    assert shown in {"1", "2", "3", "4", "5", "6"}
    assert ran.log("[1].tell") == f"the die shows {shown}"


def _waits(ran: RealRun) -> None:
    assert json.loads(ran.result("[0].plan")) == list(range(20, 31))
    assert {name for name in ran.phases if name.startswith("[1].wait(")} == {
        f"[1].wait({i}:{i + 20})" for i in range(11)
    }


def _readings(ran: RealRun) -> None:
    address = ran.nodes["[0].store"]["podIP"]
    assert address in ran.nodes["[1].create-bucket"]["inputs"]["parameters"][0]["value"]
    found = json.loads(ran.log("[3].report"))["results"][0]["series"][0]
    rooms = {"cellar": 11, "attic": 24, "kitchen": 20}
    assert found["values"] == sorted(f"heat,room={room} value={heat}" for room, heat in rooms.items())
    _gone(ran, "[0].store")


def _gone(ran: RealRun, daemon: str) -> None:
    """The pod of a daemon ends with the steps that it was for."""
    pods = ran.cluster.api.list(
        resources.PODS, ran.cluster.namespace, labels=f"workflows.argoproj.io/workflow={ran.order.name}"
    )
    by_name = {one["metadata"]["name"]: one for one in pods.items}  # type: ignore[index,call-overload]
    pod = by_name.get(ran.nodes[daemon]["podName"])
    assert pod is None or pod["spec"].get("activeDeadlineSeconds") == 1 or pod["status"]["phase"] != "Running"


def _draft_is_kept(store: Store) -> Callable[[RealRun], None]:
    def look(ran: RealRun) -> None:
        artifact = ran.nodes["[0].write-letter"]["outputs"]["artifacts"][0]
        assert len(store.object(artifact["s3"]["key"])) > 0

    return look


def _job(ran: RealRun) -> None:
    jobs = ran.cluster.api.list(JOBS, ran.cluster.namespace).items
    mine = [one for one in jobs if str(one["metadata"]["name"]).startswith("count-primes-")]  # type: ignore[index,call-overload]
    assert [one["status"]["succeeded"] for one in mine] == [1]  # type: ignore[index,call-overload]


def _claim_is_gone(ran: RealRun) -> None:
    claims = ran.cluster.api.list(resources.VOLUME_CLAIMS, ran.cluster.namespace).items
    mine = [one for one in claims if str(one["metadata"]["name"]).startswith(ran.order.name)]  # type: ignore[index,call-overload]
    assert all(one["metadata"].get("deletionTimestamp") for one in mine)  # type: ignore[index,call-overload,union-attr]


def _secret_is_nowhere(ran: RealRun) -> None:
    for text in (ran.journal.read_text(), ran.kept.read_text(), ran.said):
        assert "not-a-real-token" not in text


def _privileged(ran: RealRun) -> None:
    pod = ran.cluster.api.get(resources.PODS, ran.cluster.namespace, ran.nodes[""]["podName"])
    spec = pod["spec"]
    assert isinstance(spec, dict)
    docker = next(one for one in (*spec["initContainers"], *spec["containers"]) if one["name"] == "docker")  # type: ignore[misc,index,call-overload]
    main = next(one for one in spec["containers"] if one["name"] == "main")  # type: ignore[union-attr,index,call-overload]
    assert docker["image"] == "docker:27-dind"  # type: ignore[index,call-overload]
    assert docker["securityContext"] == {"privileged": True}  # type: ignore[index,call-overload]
    assert {"name": "DOCKER_HOST", "value": "127.0.0.1"} in main["env"]  # type: ignore[index,call-overload]


def _all_systems(rows: tuple[str, ...]) -> Mapping[str, str]:
    names = {}
    for index, row in enumerate(rows):
        system, release = row.split(":")
        names[f"[0].try-system({index}:release:{release},system:{system})"] = (
            f"ID={system}\nPRETTY_NAME={system} {release}"
        )
    return names


FOUR: Final = ("debian:12", "debian:11", "alpine:3.20", "ubuntu:24.04")
CI_NODES: Final = {
    "[0].checkout": OK,
    "[1].build": OK,
    "[1].unit(0:parser)": OK,
    "[1].unit(1:clock)": OK,
    "[1].unit(2:server)": OK,
    "[2].integration": OK,
    "[2].integration[0].database": OK,
    "[2].integration[1].against-database": OK,
    "[2].smoke": OK,
    "[3].package(0:linux-amd64)": OK,
    "[3].package(1:linux-arm64)": OK,
    "[3].package(2:darwin-arm64)": OK,
    ".onExit": OK,
}
EXIT: Final = {"": FAILED, ".onExit[0].notify": OK, ".onExit[0].celebrate": SKIPPED, ".onExit[0].apologise": OK}

CASES: Final = (
    Case("hello-world", "runs", phases={"": OK}, logs={"": "good morning"}),
    Case("parameters", "default", logs={"": "good morning"}),
    Case("parameters", "goodbye", words=("-p", "message=good night"), logs={"": "good night"}),
    Case(
        "parameters",
        "loudly",
        words=("--entrypoint", "greet-loudly", "-p", "message=wake up"),
        logs={"": "WAKE UP"},
    ),
    Case(
        "steps",
        "runs",
        phases={"[0].hello1": OK, "[1].hello2a": OK, "[1].hello2b": OK},
        logs={"[0].hello1": "first of all", "[1].hello2a": "then this", "[1].hello2b": "and at the same time this"},
    ),
    Case("artifact-passing", "runs", logs={"[1].read-letter": "dear reader"}),
    Case("secrets", "runs", logs={"": "a token came in the environment\nand one in a file"}, also=_secret_is_nowhere),
    Case("script-result", "bash", also=_one_to_six),
    Case(
        "script-result",
        "python",
        also=_one_to_six,
        edits={"template: die-in-bash": "template: die-in-python"},
    ),
    Case(
        "loops",
        "runs",
        logs={"[0].greet(0:good morning)": "good morning", "[0].greet(1:good night)": "good night"},
    ),
    Case("loops-maps", "runs", logs=_all_systems(FOUR)),
    Case("loops-param", "runs", logs=_all_systems(FOUR)),
    Case("loops-param", "other", words=("-p", f"systems={SYSTEMS}"), logs=_all_systems(("alpine:3.20", "debian:11"))),
    Case("loops-param", "bad-list", FAILED, words=("-p", "systems=debian")),
    Case("loops-result", "runs", also=_waits),
    Case("coinflip", "runs", also=_heads_or_tails),
    Case("coinflip-recursive", "runs", also=_until_heads),
    Case(
        "exit-handlers",
        "fails",
        FAILED,
        "main: Error (exit code 1)",
        phases=EXIT,
        logs={"": "deploying", ".onExit[0].notify": "guide-exit-handlers-fails came to Failed"},
    ),
    Case(
        "exit-handlers",
        "succeeds",
        phases={"": OK, ".onExit[0].celebrate": OK, ".onExit[0].apologise": SKIPPED},
        edits={"exit 1": "exit 0"},
        logs={".onExit[0].celebrate": "cake for everybody"},
    ),
    Case("timeouts", "too-slow", FAILED, "Pod was active on the node longer than the specified deadline"),
    Case("timeouts", "in-time", edits={'sleep, "60"': 'sleep, "1"'}),
    Case("volumes-pvc", "runs", logs={"[1].read": "left on the desk"}, also=_claim_is_gone),
    Case("volumes-existing", "runs", logs={"[1].read": "left on the desk"}),
    Case("daemon-step", "runs", phases={"[0].store": OK}, also=_readings),
    Case("sidecar-nginx", "runs", logs={"": "welcome"}),
    Case("hardwired-artifacts", "runs"),
    Case("k8s-job", "runs", phases={"": OK}, also=_job),
    Case("sidecar-dind", "runs", also=_privileged),
    Case(
        "ci",
        "passes",
        phases=CI_NODES,
        logs={
            "[2].integration[1].against-database(0)": "the database answers",
            "[2].smoke": "welcome",
            ".onExit": "guide-ci-passes: Succeeded",
        },
        also=_claim_is_gone,
    ),
    Case("ci", "unit-test-fails", FAILED, phases={"[1].unit(1:clock)": FAILED, ".onExit": OK}),
)

Runs = Mapping[str, Future[RealRun]]


@pytest.fixture(scope="module")
def runs(
    cluster: Cluster, store: Store, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Runs]:
    """All that are asked for, a few at a time: the pods of one wait while those of another begin."""
    asked = {str(one.callspec.params["case"]) for one in request.session.items if "case" in _given(one)}
    place = tmp_path_factory.mktemp("guide")
    served, repositories = place / "http", place / "git"
    (served / "compile/1.4").mkdir(parents=True)
    (served / "compile/1.4/linux-amd64").write_text("#!/bin/sh\n")
    servers.repository(repositories / "tools/clock.git", CLOCK, "v2.1.0")
    servers.repository(repositories / "broken/clock.git", {**CLOCK, "clock/test": "echo late; exit 1"}, "v2.1.0")
    _fill(store)
    _secrets(cluster)
    with servers.http_files(served) as http, servers.git_daemon(repositories) as git, ThreadPoolExecutor(4) as pool:
        bucket = store.endpoint.removeprefix("http://")
        addresses = {
            "https://git.example.org": git,
            "https://downloads.example.org": http,
            "endpoint: s3.example.org": f"endpoint: {bucket}\n              insecure: true",
            "bucket: clock-samples": f"bucket: {BUCKET}",
        }
        yield {str(one): pool.submit(_run, one, cluster, store, place, addresses) for one in CASES if str(one) in asked}


def _given(item: pytest.Item) -> Mapping[str, object]:
    found: Mapping[str, object] = item.callspec.params if hasattr(item, "callspec") else {}
    return found


def _fill(store: Store) -> None:
    import io

    client = servers.s3_client(store.endpoint)
    for name in ("a", "b"):
        client.put_object(BUCKET, f"nightly/all/{name}.txt", io.BytesIO(b"tick\n"), 5)


def _secrets(cluster: Cluster) -> None:
    body = {"metadata": {"name": "samples-login"}, "stringData": {"access": ACCESS, "secret": SECRET}}
    cluster.api.create(resources.SECRETS, cluster.namespace, body)  # type: ignore[arg-type]


def _run(case: Case, cluster: Cluster, store: Store, place: Path, addresses: Mapping[str, str]) -> RealRun:
    text = (GUIDE / case.fixture / "workflow.yaml").read_text(encoding="utf-8")
    for old, new in {**addresses, **case.edits}.items():
        text = text.replace(old, new)
    if case.name == "unit-test-fails":
        text = text.replace("/tools/clock.git", "/broken/clock.git")
    file = place / f"{case}.yaml"
    file.write_text(text, encoding="utf-8")
    _apply_others(cluster, text)
    return run(cluster, Order(file, f"guide-{case}", case.words, store.repository), place)


def _apply_others(cluster: Cluster, text: str) -> None:
    """What stands beside the workflow in its file."""
    for one in yaml.safe_load_all(text):
        if one["kind"] != "Workflow":
            kind = cluster.api.find_kind(one["apiVersion"], one["kind"])
            try:
                cluster.api.create(kind, cluster.namespace, one)
            except AlreadyExists:
                continue


def test_every_workflow_of_the_guide_is_run() -> None:
    assert {one.fixture for one in CASES} == {path.parent.name for path in GUIDE.glob("*/workflow.yaml")}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_comes_to_what_the_guide_says(case: Case, runs: Runs, store: Store) -> None:
    ran = runs[str(case)].result()
    assert ran.phase == case.phase, ran.workflow["status"].get("message")
    assert ran.code == (0 if case.phase == OK else 1)
    assert ran.workflow["status"].get("message", "") == case.message or not case.message
    assert {name: ran.phases.get(name) for name in case.phases} == case.phases
    assert {name: ran.log(name) for name in case.logs} == case.logs
    case.also(ran)
    if case.fixture == "artifact-passing":
        _draft_is_kept(store)(ran)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_its_simulation_is_the_same(case: Case, runs: Runs) -> None:
    assert differences(runs[str(case)].result()) == ""
