"""A comment that ignores nothing.

A comment `# wfsim: ignore[code]` stands here, and nothing in its reach has that code: the mistake
is gone, the comment stands in the wrong place, or names another code. Left alone it would hide the
next mistake of that kind. Codes that --select or --ignore leave out still count as found.

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
        command: [echo, hello]  # wfsim: ignore[unknown-field] they know it as a list
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

ID = "unused-ignore"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/cli/argo_lint/"

check = passes_on(ID)
