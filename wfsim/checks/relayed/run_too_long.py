"""A run that takes longer than allowed.

The virtual clock passed `--max-time`, for example with a retry that has no limit and never succeeds.

Seen with:

```text
$ wfsim simulate retry.yaml --max-time 1d
```

Give the retry a limit, mock a success, or raise the limit.

Argo: knows no such thing; this is about the simulation.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "run-too-long"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/"

check = passes_on(ID)
