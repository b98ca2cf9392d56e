"""A baseline that cannot be read.

The file of `--baseline` is not there, or not one that `wfsim lint --write-baseline` wrote. Nothing is
reported then (exit code 2), since nobody could tell the known findings from the new ones.

Seen with:

```text
$ wfsim lint --baseline notes.txt .
```

Argo: It has no such file.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "bad-baseline"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/cli/argo_lint/"

check = passes_on(ID)
