"""A mocks file with a mistake in it.

A mocks file has a key that does not exist, a value of the wrong type, or two things that exclude each other. Nothing is
run with mocks that were only half understood.

Seen with:

```text
mocks:
  - template: flip-coin
    duraton: 3s
```

Write what the message names; `wfsim mocks FILE` prints a skeleton that works as it is.

Argo: knows no such thing; this is about the simulation.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "bad-mock"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/"

check = passes_on(ID)
