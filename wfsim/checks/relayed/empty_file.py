"""A file with nothing in it.

The file holds nothing. Usually a rendering step produced nothing, or the wrong path was given.

Seen with:

```text
$ wfsim lint empty.yaml
```

Argo: `argo lint` skips the file, and fails with "found nothing to lint" if there is no other.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "empty-file"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/workflow-concepts/"

check = passes_on(ID)
