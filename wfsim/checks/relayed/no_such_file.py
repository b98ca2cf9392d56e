"""A path that names nothing.

A path of the command line names nothing: no file, no folder, and no file matches it as a pattern.

Seen with:

```text
$ wfsim lint wokflow.yaml
```

Argo: `argo lint` ends with the system's error.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "no-such-file"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/cli/argo_lint/"

check = passes_on(ID)
