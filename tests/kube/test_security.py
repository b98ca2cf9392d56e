"""What strangers write, on a real cluster: parameters are no commands, secrets and archives stay where they belong.

And a run with the rights that the page on clusters names, and no others.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.kube import servers
from tests.kube.conftest import Cluster, Store
from tests.kube.runs import Order, RealRun, run
from wfsim.drivers.kube import resources

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "on-a-cluster.md"
NASTY: Final = (
    'it\'s "quoted"',
    "two\nlines\n\nand three",
    "$(hostname) `hostname` ${HOME} $HOME $((1+1))",
    "; touch /tmp/evil; #",
    "-n --help -e",
    "back\\slash \\n \\0 %s %d",
    "tab\tand ünïcödé ✔ 😀",
    "' || true || '",
    "- yaml: {a: b}\n# no comment",
)


def _workflow(place: Path, name: str, templates: list[dict[str, Any]], **spec: Any) -> Path:
    file = place / f"{name}.yaml"
    body = {"entrypoint": templates[0]["name"], "templates": templates, **spec}
    metadata = {"name": name}
    file.write_text(
        json.dumps({"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": metadata, "spec": body})
    )
    return file


def _printing(*more: str, **also: Any) -> dict[str, Any]:
    """Prints its parameter, and then what it got in the environment."""
    script = 'printf "%s|" "$1"; printf "%s|" "$VALUE"; printf "%s" "$1" > /tmp/out; ' + "".join(more)
    value = "{{inputs.parameters.value}}"
    container = {
        "image": "alpine:3.20",
        "command": ["sh", "-c"],
        "args": [script, "sh", value],
        "env": [{"name": "VALUE", "value": value}],
    }
    return {"inputs": {"parameters": [{"name": "value"}]}, "container": container, **also}


OUT: Final = {"parameters": [{"name": "out", "valueFrom": {"path": "/tmp/out"}}]}


def _calling(*steps: list[dict[str, Any]]) -> dict[str, Any]:
    return {"name": "main", "steps": list(steps)}


def _step(name: str, template: str, value: str) -> dict[str, Any]:
    return {"name": name, "template": template, "arguments": {"parameters": [{"name": "value", "value": value}]}}


def test_a_parameter_is_never_a_command(cluster: Cluster, tmp_path: Path) -> None:
    """As they are: in a plain pod, in one under the wrapper, and through an output into the next one."""
    file = _workflow(
        tmp_path,
        "nasty",
        [
            _calling(
                [
                    step
                    for i in range(len(NASTY))
                    for step in (
                        _step(f"plain-{i}", "plain", f"{{{{workflow.parameters.p{i}}}}}"),
                        _step(f"wrapped-{i}", "wrapped", f"{{{{workflow.parameters.p{i}}}}}"),
                    )
                ],
                [
                    _step(f"after-{i}", "plain", f"{{{{steps.wrapped-{i}.outputs.parameters.out}}}}")
                    for i in range(len(NASTY))
                ],
            ),
            {"name": "plain", **_printing()},
            {"name": "wrapped", **_printing(outputs=OUT)},
        ],
        arguments={"parameters": [{"name": f"p{i}", "value": "x"} for i in range(len(NASTY))]},
    )
    given = tmp_path / "parameters.yaml"
    given.write_text(json.dumps({f"p{i}": text for i, text in enumerate(NASTY)}))
    found = run(cluster, Order(file, "nasty", ("--parameter-file", str(given))), tmp_path)
    assert found.phase == "Succeeded", found.said
    printed = {(kind, i): found.log(f"[{kind == 'after':d}].{kind}-{i}") for kind in KINDS for i in range(len(NASTY))}
    assert printed == {(kind, i): f"{text}|{text}|" for kind in KINDS for i, text in enumerate(NASTY)}


KINDS: Final = ("plain", "wrapped", "after")


@pytest.mark.parametrize(("kind", "outputs"), [("plain", None), ("wrapped", OUT)])
def test_a_parameter_as_long_as_a_program_takes_arrives_whole(
    kind: str, outputs: Any, cluster: Cluster, tmp_path: Path
) -> None:
    name, text = f"long-{kind}", "$(x)'\"" * 15_000  # a single word of a command has room for 128 KiB
    file = _long(tmp_path, name, outputs)
    found = _run_with(cluster, tmp_path, file, name, text)
    assert found.phase == "Succeeded", found.workflow["status"].get("message")
    assert found.log("") == f"{text}|"


@pytest.mark.parametrize(("kind", "outputs"), [("plain", None), ("wrapped", OUT)])
def test_a_parameter_that_is_too_long_is_an_error_that_says_so(
    kind: str, outputs: Any, cluster: Cluster, tmp_path: Path
) -> None:
    name = f"too-long-{kind}"
    found = _run_with(cluster, tmp_path, _long(tmp_path, name, outputs), name, "$(x)'\"" * 170_000)
    assert found.phase == "Error"
    assert "argument list too long" in found.workflow["status"]["message"]


def _long(place: Path, name: str, outputs: Any) -> Path:
    template = _printing(**({"outputs": outputs} if outputs else {}))
    template["container"].pop("env")
    template["container"]["args"][0] = 'printf "%s|" "$1"; printf "%s" "$1" > /tmp/out'
    return _workflow(
        place, name, [{"name": "main", **template}], arguments={"parameters": [{"name": "value", "value": ""}]}
    )


def _run_with(cluster: Cluster, place: Path, file: Path, name: str, text: str) -> RealRun:
    given = place / f"{name}.parameters.json"
    given.write_text(json.dumps({"value": text}))
    return run(cluster, Order(file, name, ("--parameter-file", str(given))), place)


def test_a_secret_is_in_nothing_that_is_kept(cluster: Cluster, store: Store, tmp_path: Path) -> None:
    """The pod uses its secrets; journal, status, objects, events and what is printed do not have them."""
    container = {
        "image": "alpine:3.20",
        "command": ["sh", "-c"],
        "args": ['test "${#WORD}" = 12 && echo good > /tmp/out; cp /tmp/out /tmp/kept'],
        "env": [{"name": "WORD", "valueFrom": {"secretKeyRef": {"name": "my-secret", "key": "mypassword"}}}],
    }
    outputs = {**OUT, "artifacts": [{"name": "kept", "path": "/tmp/kept"}]}
    file = _workflow(tmp_path, "secretive", [{"name": "main", "container": container, "outputs": outputs}])
    found = run(cluster, Order(file, "secretive", repository=store.repository), tmp_path)
    assert found.nodes[""]["outputs"]["parameters"] == [{"name": "out", "value": "good"}]
    pod = found.nodes[""]["podName"]
    logs = [line for container in ("init", "main", "wait") for line in cluster.log(pod, container)]
    events = cluster.api.list(cluster.api.find_kind("v1", "Event"), cluster.namespace).items
    objects: list[Any] = [cluster.api.get(resources.PODS, cluster.namespace, pod), *events]
    if found.workflow["metadata"].get("uid"):
        objects.append(cluster.api.get(resources.WORKFLOWS, cluster.namespace, "secretive"))
    texts = [found.journal.read_text(), found.kept.read_text(), found.said, *logs, json.dumps(objects)]
    for word in ("S00perS3cret", servers.SECRET):
        assert not [text for text in texts if word in text]


def _archive(member: tarfile.TarInfo, data: bytes = b"") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        member.size = len(data)
        tar.addfile(member, io.BytesIO(data))
    return out.getvalue()


def _link(name: str, target: str) -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.type, found.linkname = tarfile.SYMTYPE, target
    return found


ARCHIVES: Final = {
    "above": _archive(tarfile.TarInfo("../../evil"), b"evil"),
    "absolute": _archive(tarfile.TarInfo("/evil"), b"evil"),
    "link": _archive(_link("way", "/etc")),
}


@pytest.mark.parametrize("kind", ARCHIVES)
def test_an_archive_that_leaves_its_place_is_refused(kind: str, cluster: Cluster, store: Store, tmp_path: Path) -> None:
    data = ARCHIVES[kind]
    servers.s3_client(store.endpoint).put_object(servers.BUCKET, f"bad/{kind}.tgz", io.BytesIO(data), len(data))
    template = {
        "name": "main",
        "inputs": {"artifacts": [{"name": "in", "path": "/tmp/in", "s3": {"key": f"bad/{kind}.tgz"}}]},
        "container": {"image": "alpine:3.20", "command": ["sh", "-c"], "args": ["ls -la /tmp/in /evil"]},
    }
    name = f"archive-{kind}"
    found = run(cluster, Order(_workflow(tmp_path, name, [template]), name, repository=store.repository), tmp_path)
    assert found.phase == "Error", found.log("")
    assert found.log("") == ""


# -- rights


def test_the_documented_role_is_enough(cluster: Cluster, store: Store, tmp_path: Path) -> None:
    """A run as a service account that may do what the page says and nothing else: other namespaces are closed to it."""
    if shutil.which("kubectl") is None:
        pytest.skip("no kubectl to ask for a token")
    account, namespace = "runner", cluster.namespace
    role: Any = yaml.safe_load(_block("kind: Role"))
    role["metadata"] = {"name": account}
    subject = {"kind": "ServiceAccount", "name": account, "namespace": namespace}
    binding: Any = {"metadata": {"name": account}, "subjects": [subject]}
    binding["roleRef"] = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": account}
    cluster.api.create(resources.SERVICE_ACCOUNTS, namespace, {"metadata": {"name": account}})
    cluster.api.create(resources.ROLES, namespace, role)
    cluster.api.create(resources.ROLE_BINDINGS, namespace, binding)
    limited = Cluster(cluster.api, namespace, str(_kubeconfig(cluster, account, tmp_path)))
    made = "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: made-}\n"
    kept = {**OUT, "artifacts": [{"name": "kept", "path": "/tmp/out"}]}
    claim = {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Mi"}}}}
    file = _workflow(
        tmp_path,
        "limited",
        [
            _calling(
                [{"name": "service", "template": "service"}],
                [_step("write", "write", "v"), {"name": "object", "template": "object"}],
            ),
            {"name": "service", "daemon": True, "container": {"image": "alpine:3.20", "command": ["sleep", "1000"]}},
            {"name": "write", **_printing(outputs=kept)},
            {"name": "object", "resource": {"action": "create", "manifest": made}},
        ],
        volumeClaimTemplates=[{"metadata": {"name": "work"}, **claim}],
        podDisruptionBudget={"minAvailable": 1},
        podGC={"strategy": "OnPodCompletion", "deleteDelayDuration": "0s"},
    )
    found = run(limited, Order(file, "limited", repository=store.repository), tmp_path)
    assert found.phase == "Succeeded", found.said
    assert "forbidden" not in found.said.lower(), found.said
    elsewhere = limited.wfsim("run", "-n", "default", "--journal", str(tmp_path / "elsewhere.jsonl"), str(file))
    assert elsewhere.returncode == 3
    assert "Role of namespace default" in elsewhere.stderr


def _block(word: str) -> str:
    """The block of the page that holds a word."""
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return next(one for one in blocks if word in one)


def _kubeconfig(cluster: Cluster, account: str, place: Path) -> Path:
    """One with a token of a service account."""
    data = yaml.safe_load(Path(cluster.kubeconfig).read_text(encoding="utf-8"))
    data["users"][0]["user"] = {"token": _token(cluster, account)}
    file = place / "limited.kubeconfig"
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    return file


def _token(cluster: Cluster, account: str) -> str:
    words = ["kubectl", "--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace, "create", "token", account]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
