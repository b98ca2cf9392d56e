"""A function of expressions that came with a later version.

Said only where `--argo-version` (or `argo-version` in the configuration) names a version whose
expressions do not have the function.

Seen with:

```text
$ wfsim lint --argo-version 3.5 workflow.yaml
```

Argo: It accepts the object. A tag with the function stays in the text as it is, or ends the node in
an error.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "function-not-in-version"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/"

check = passes_on(ID)
