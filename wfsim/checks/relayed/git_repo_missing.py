"""A git location without a repository.

A git artifact is a clone of a repository; `repo` says which.

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
      inputs:
        artifacts:
          - name: source
            path: /src
            git:
              revision: main
      container:
        image: alpine:3.20
        command: [ls, /src]
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
      inputs:
        artifacts:
          - name: source
            path: /src
            git:
              repo: https://github.com/argoproj/argo-workflows.git
              revision: main
      container:
        image: alpine:3.20
        command: [ls, /src]
```

Argo: The validator refuses the object: `templates.main.inputs.artifacts.source.git.repo is
required`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "git-repo-missing"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/hardwired-artifacts/"

check = passes_on(ID)
