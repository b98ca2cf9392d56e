"""A file that is no run.

The file given as a run is not what `wfsim simulate --format json` or `kubectl get wf -o json` writes.

Seen with:

```text
$ wfsim graph coinflip.yaml --run coinflip.yaml
```

Give the file of a run.

Argo: knows no such thing; this is about the simulation.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "not-a-run"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/"

check = passes_on(ID)
