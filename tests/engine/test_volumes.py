"""Volumes that a pod mounts: Argo's controller makes no pod where one is not there (addVolumeReferences)."""

from __future__ import annotations

from tests.engine import runs

SPEC = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec:
  entrypoint: main
  volumes: [{name: shared, emptyDir: {}}]
  volumeClaimTemplates: [{metadata: {name: claim}, spec: {}}]
  templates:
  - name: main
    volumes: [{name: own, emptyDir: {}}]
    %s
"""
MISSING = "volume 'nope' not found in workflow spec"


def ends(body: str) -> tuple[str, str]:
    """Phase and message of the only node, before anything happened to a pod."""
    (node,) = [one for one in runs.begin(runs.definitions_of(SPEC % body)).state.nodes.values() if one.name == "wf"]
    return str(node.phase), node.message


def test_volumes_of_the_workflow_the_template_and_claims_are_there() -> None:
    mounts = ", ".join(f"{{name: {one}, mountPath: /{one}}}" for one in ("shared", "claim", "own"))
    assert ends(f"container: {{image: i, volumeMounts: [{mounts}]}}") == ("Running", "")


def test_a_volume_that_is_not_there_is_an_error_wherever_it_is_mounted() -> None:
    mount = "volumeMounts: [{name: nope, mountPath: /x}]"
    for body in (
        f"container: {{image: i, {mount}}}",
        f"script: {{image: i, source: x, {mount}}}",
        f"containerSet: {{{mount}, containers: [{{name: main, image: i}}]}}",
        f"container: {{image: i}}\n    sidecars: [{{name: s, image: i, {mount}}}]",
        f"container: {{image: i}}\n    initContainers: [{{name: s, image: i, {mount}}}]",
    ):
        assert ends(body) == ("Error", MISSING), body


def test_it_is_tried_again_where_errors_are_retried() -> None:
    body = "container: {image: i, volumeMounts: [{name: nope, mountPath: /x}]}"
    engine = runs.begin(runs.definitions_of(SPEC % f"retryStrategy: {{limit: 1, retryPolicy: Always}}\n    {body}"))
    messages = {one.name: one.message for one in engine.state.nodes.values()}
    assert messages == {"wf": "No more retries left", "wf(0)": MISSING, "wf(1)": MISSING}
    assert engine.state.phase == "Error"
