"""An HDFS location lacks something that it needs.

An HDFS location needs addresses, an absolute path, and a user or a complete set of Kerberos fields.

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
            hdfs:
              addresses: ["namenode:8020"]
              path: data/source
              hdfsUser: root
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
            hdfs:
              addresses: ["namenode:8020"]
              path: /data/source
              hdfsUser: root
      container:
        image: alpine:3.20
        command: [ls, /src]
```

Argo: The validator refuses the object: `hdfs.path must be a absolute file path`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "invalid-hdfs"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/#hdfsartifact"

check = passes_on(ID)
