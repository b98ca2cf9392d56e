"""A mock that no node of the run used.

What the mock names exists, but the run took another way: the step was skipped, or a more specific mock came first.

Seen with:

```text
mocks:
  - step: tails             # the coin came up heads
    exitCode: 1
```

Leave it out, or mock what leads there.

Argo: knows no such thing; this is about the simulation.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "unused-mock"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/"

check = passes_on(ID)
