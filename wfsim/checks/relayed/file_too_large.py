"""A file larger than what is read.

The file is larger than what is read. Kubernetes stores no object of more than about 1.5 MB, so a
file of this size is either many objects (split it) or no workflow.

Seen with:

```text
$ wfsim lint huge.yaml
```

Argo: The API server refuses objects that do not fit into etcd.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "file-too-large"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/workflow-concepts/"

check = passes_on(ID)
