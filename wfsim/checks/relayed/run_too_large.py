"""A run with more nodes than allowed.

The run made more nodes than `--max-nodes` allows: calls that multiply, or a loop over far more items than meant.

Seen with:

```text
$ wfsim simulate fan-out.yaml --max-nodes 1000
```

Look at what calls itself, or raise the limit.

Argo: knows no such thing; this is about the simulation.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "run-too-large"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/"

check = passes_on(ID)
