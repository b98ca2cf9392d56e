"""A template of Helm or Jinja or a patch of Kustomize, not a manifest.

The file becomes a manifest only when Helm, Jinja or Kustomize has worked on it, so it is not judged. It is
said once for all of them. What they make of it can be linted: `helm template my-chart | wfsim lint -` and
`kustomize build my-folder | wfsim lint -` report under the names of the original files where these
are given.

Seen with:

```text
$ wfsim lint charts/my-chart/templates
```

Argo: `argo lint` calls such a file invalid YAML, or drops it in silence.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "unrendered-template"
SEVERITY = Severity.INFO
SEE = "https://argo-workflows.readthedocs.io/en/latest/cli/argo_lint/"

check = passes_on(ID)
