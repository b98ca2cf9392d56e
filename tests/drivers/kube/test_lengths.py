"""Words that are too long for a program: said before there is a pod."""

from __future__ import annotations

import pytest

from wfsim.drivers.kube.pods import PodError
from wfsim.drivers.kube.pods.lengths import LONGEST, check


@pytest.mark.parametrize("field", ["command", "args"])
def test_a_word_may_have_as_many_bytes_as_linux_takes(field: str) -> None:
    check({"containers": [{"name": "main", field: ["x" * LONGEST]}]})
    with pytest.raises(PodError, match="main: argument list too long: a word of"):
        check({"containers": [{"name": "main", field: ["x" * LONGEST + "y"]}]})


def test_bytes_count_and_a_variable_counts_with_its_name() -> None:
    check({"initContainers": [{"name": "one", "env": [{"name": "A", "value": "x" * (LONGEST - 2)}]}]})
    with pytest.raises(PodError, match="one: argument list too long: the variable A"):
        check({"initContainers": [{"name": "one", "env": [{"name": "A", "value": "é" * (LONGEST // 2)}]}]})
