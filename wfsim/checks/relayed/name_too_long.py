"""A name longer than Argo accepts.

The name of a Workflow or WorkflowTemplate becomes the value of a label, which Kubernetes limits to
63 characters. A CronWorkflow's name is limited to 52, since every Workflow that it starts is named
for it and a time.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  name: this-name-tells-the-whole-story-of-the-pipeline-and-of-its-authors
spec:
  entrypoint: main
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Good:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  name: pipeline
spec:
  entrypoint: main
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: The validator refuses the object: `must not be more than 63 characters long`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "name-too-long"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/#workflow"

check = passes_on(ID)
