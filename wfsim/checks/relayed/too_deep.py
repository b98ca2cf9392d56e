"""Nested deeper than anything that is read.

Mappings and lists are nested deeper than any workflow needs. Such a document is not read.

Seen with:

```text
$ wfsim lint deep.yaml
```

Argo: Argo's decoder has a limit of its own for nesting.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "too-deep"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/workflow-concepts/"

check = passes_on(ID)
