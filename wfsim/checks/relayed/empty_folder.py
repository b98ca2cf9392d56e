"""A folder without YAML or JSON.

The folder, and all folders in it that are not hidden, hold no file that ends in .yaml, .yml or
.json.

Seen with:

```text
$ wfsim lint docs/
```

Argo: `argo lint` fails with "found nothing to lint in the specified paths".
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "empty-folder"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/cli/argo_lint/"

check = passes_on(ID)
