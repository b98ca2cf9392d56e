"""A mock for something that does not exist.

A mock names a template, a step or a node that the workflow does not have, so it can never be used.

Seen with:

```text
mocks:
  - template: flip-con      # the template is called flip-coin
    result: heads
```

Correct the name, or leave the mock out.

Argo: knows no such thing; this is about the simulation.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "unknown-mock-target"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/"

check = passes_on(ID)
