"""A comment to wfsim that is not understood.

A comment that begins with `# wfsim:` has no code in brackets, names a code that does not exist, or
stands where it can have no effect. Without a code it would ignore whatever else goes wrong there.

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
        commands: [echo, hello]  # wfsim: ignore
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
        commands: [echo, hello]  # wfsim: ignore[unknown-field] our admission hook renames it
```

Argo: Comments mean nothing to it.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "bad-ignore"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/cli/argo_lint/"

check = passes_on(ID)
