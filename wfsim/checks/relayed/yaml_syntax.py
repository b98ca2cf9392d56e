"""The text is not YAML.

The text is not YAML (or not the YAML 1.1 that Argo's decoder takes), so nothing of this document
can be read. The other documents of the file still are.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, "hello]
```

Good:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, "hello"]
```

Argo: `argo lint` only logs "yaml file is not valid" and drops the document; with any other document
in the run it still reports success.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "yaml-syntax"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/workflow-concepts/"

check = passes_on(ID)
