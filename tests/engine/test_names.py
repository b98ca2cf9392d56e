"""Names and ids as Argo makes them: hashes, display names, pod names in both forms."""

from __future__ import annotations

import pytest

from wfsim.engine import ids


@pytest.mark.parametrize(
    ("text", "value"),
    [("", 0x811C9DC5), ("a", 0xE40C292C), ("foobar", 0xBF9CF968), ("é", 0x1E9DE8C1), ("\ud800", 0x75A7B798)],
)
def test_the_hash_is_fnv_1a_over_utf_8(text: str, value: int) -> None:
    assert ids.fnv1a(text) == value


def test_a_display_name_is_what_comes_behind_the_boundary_and_its_group() -> None:
    assert ids.display_name("wf[12].a(0:x)", "wf") == "a(0:x)"
    assert ids.display_name("wf.a", "wf") == "a"
    assert ids.display_name("wf[0]", "wf") == "[0]"
    assert ids.display_name("wf.a", None) == "wf.a"
    assert ids.display_name("wf.a", "other") == "wf.a"


def test_a_pod_is_called_after_its_template_or_after_its_node() -> None:
    code = ids.fnv1a("wf[0].a")
    assert ids.pod_name("wf", "wf[0].a", "leaf") == f"wf-leaf-{code}"
    assert ids.pod_name("wf", "wf[0].a", "") == f"wf-{code}"
    assert ids.pod_name("wf", "wf[0].a", "leaf", "v1") == ids.node_id("wf", "wf[0].a") == f"wf-{code}"
    assert ids.pod_name("wf", "wf", "main") == "wf"


def test_a_long_pod_name_is_cut_before_its_hash() -> None:
    # Kubernetes takes 253 characters; the hash has ten at most, and a dash.
    name = ids.pod_name("w" * 200, "node", "t" * 200)
    front, _, code = name.rpartition("-")
    assert (front, code) == ("w" * 200 + "-" + "t" * 41, str(ids.fnv1a("node")))
