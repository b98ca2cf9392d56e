"""A fault of wfsim itself.

A check crashed. This is a fault of wfsim, not of your workflow; the other checks ran all the same.
Please report it with the workflow; `--debug` prints where it happened.

Seen with:

```text
$ wfsim lint --debug workflow.yaml
```

Argo: It has no part in this.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "internal-error"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/cli/argo_lint/"

check = passes_on(ID)
