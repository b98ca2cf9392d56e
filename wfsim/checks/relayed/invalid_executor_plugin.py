"""An executor plugin lacks something that Argo requires.

An executor plugin is a sidecar that Argo adds to the agent's pod. Its container needs a name, at
least one port, resource requests and limits, and a security context.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  executorPlugins:
    - metadata:
        name: notify
      spec:
        sidecar:
          container:
            name: notify
            image: notify:1.0
            resources:
              requests: {cpu: 100m}
              limits: {cpu: 100m}
            securityContext:
              runAsNonRoot: true
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
  generateName: example-
spec:
  entrypoint: main
  executorPlugins:
    - metadata:
        name: notify
      spec:
        sidecar:
          container:
            name: notify
            image: notify:1.0
            ports:
              - containerPort: 4355
            resources:
              requests: {cpu: 100m}
              limits: {cpu: 100m}
            securityContext:
              runAsNonRoot: true
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: The validator refuses the object: `spec.executorPlugins: at least one port is mandatory`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "invalid-executor-plugin"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/executor_plugins/"

check = passes_on(ID)
