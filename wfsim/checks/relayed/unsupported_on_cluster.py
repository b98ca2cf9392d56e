"""A template that real runs cannot perform yet.

`wfsim run` and the controller drive pods; a plugin template is simulated alone. Such a workflow is
refused before anything is started, so that no run ends half done.

Seen with:

```text
$ wfsim run notify.yaml
```

Simulate it, or let an installed Argo run it: `wfsim submit --on argo`.

Argo: knows no such thing; this is about real runs of wfsim's.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "unsupported-on-cluster"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/executor_plugins/"

check = passes_on(ID)
