"""Two things mounted at one path.

Two volumes, or a volume and an input artifact, at one path of the container: Kubernetes refuses
such a pod.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  volumes:
    - name: work
      emptyDir: {}
    - name: cache
      emptyDir: {}
  templates:
    - name: main
      container:
        image: alpine:3.20
        volumeMounts:
          - name: work
            mountPath: /work
          - name: cache
            mountPath: /work
```

Good:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  volumes:
    - name: work
      emptyDir: {}
    - name: cache
      emptyDir: {}
  templates:
    - name: main
      container:
        image: alpine:3.20
        volumeMounts:
          - name: work
            mountPath: /work
          - name: cache
            mountPath: /cache
```

Argo: The validator refuses the object: `mountPath '/work' already mounted`. It looks only at
`container` templates and at the `volumeMounts` of a containerSet.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "duplicate-mount-path"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/volumes/"

check = passes_on(ID)
