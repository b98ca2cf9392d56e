"""A mocked output that goes nowhere.

A mock gives an output that the template does not declare, or a result that nothing reads: Argo would
not keep it either.

Seen with:

```text
mocks:
  - template: print
    outputs: {parameters: {total: 3}}   # print declares no output
```

Declare the output in the template, or leave it out of the mock.

Argo: knows no such thing; this is about the simulation.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "mock-without-effect"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/"

check = passes_on(ID)
