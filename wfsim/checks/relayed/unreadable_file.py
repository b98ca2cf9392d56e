"""A file that cannot be read.

The file or folder is there, but the system does not let it be read: permissions, or a broken link.

Seen with:

```text
$ wfsim lint secret.yaml
```

Argo: `argo lint` ends with the system's error.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "unreadable-file"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/cli/argo_lint/"

check = passes_on(ID)
