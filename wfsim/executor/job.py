"""What this container is to do, as the pod carries it.

In: the environment. Out: a JSON object. It comes compressed, in Base64, in pieces, since Linux lets no variable be
longer than 128 KiB.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from collections.abc import Mapping
from itertools import count
from typing import Any

from .failure import Failure

VARIABLE = "WFSIM_JOB_"

Job = dict[str, Any]


def read_job(environment: Mapping[str, str]) -> Job:
    """The job of this container."""
    pieces = []
    for number in count():
        piece = environment.get(f"{VARIABLE}{number}")
        if piece is None:
            break
        pieces.append(piece)
    if not pieces:
        raise Failure(f"no {VARIABLE}0 in the environment: this program runs in pods that wfsim makes")
    try:
        job = json.loads(zlib.decompress(b64decode("".join(pieces))))
    except (ValueError, zlib.error) as problem:
        raise Failure(f"{VARIABLE}0 holds no job: {problem}") from problem
    if not isinstance(job, dict):
        raise Failure(f"{VARIABLE}0 holds no job: it is no object")
    return job
