"""What a kernel refuses to hand to a program, found before there is a pod.

In: the spec of a pod. Out: ``PodError`` where a container could never start. Called by ``manifest``: a program that is
not started leaves nothing that would say why.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from wfsim.drivers.kube import read
from wfsim.drivers.kube.pods.request import PodError
from wfsim.spec.model import JsonObject

LONGEST: Final = 128 * 1024 - 1  # bytes of one word, or of one variable with its name, as Linux has it


def check(spec: JsonObject) -> None:
    """PodError, in the kernel's words, for the first word that is too long."""
    for field in ("initContainers", "containers"):
        for container in read.objects(spec, field):
            for what, value in _given(container):
                size = len(value.encode("utf-8", "surrogatepass"))
                if size > LONGEST:
                    name = read.text(container, "name")
                    raise PodError(
                        f"{name}: argument list too long: {what} has {size} bytes, a program takes {LONGEST}; "
                        "an artifact has room for more"
                    )


def _given(container: JsonObject) -> Iterator[tuple[str, str]]:
    for field in ("command", "args"):
        yield from ((f"a word of {field}", one) for one in read.words(container, field))
    for one in read.objects(container, "env"):
        name, value = read.text(one, "name"), read.text(one, "value")
        yield f"the variable {name}", f"{name}={value}"
