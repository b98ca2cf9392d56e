"""A file that is no text.

The file is no text in UTF-8 (or UTF-16 or UTF-32 with a byte-order mark): a binary file, or one
saved in another encoding.

Seen with:

```text
$ wfsim lint picture.yaml
```

Argo: `argo lint` reports that the YAML is invalid, or drops the file.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "not-text"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/workflow-concepts/"

check = passes_on(ID)
