"""A run that waits for ever.

Nothing that still could happen lets the run go on: a suspended node that nobody resumes, a variable that never gets a
value, a resource that meets no condition. On a cluster it would hang.

Seen with:

```text
$ wfsim simulate approval.yaml
```

Mock what it waits for (`resume` for a suspended node), or give the output a default.

Argo: knows no such thing; this is about the simulation.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "run-stalled"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/"

check = passes_on(ID)
