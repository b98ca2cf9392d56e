"""Something that works differently in the version to come.

Said only where `--upgrade-from` names the version that is left behind. It concerns this place: what the
message tells is so since the version that it names, and was otherwise before. `wfsim docs versions` lists
all that is looked for. Whether the new way is the better one here, only you can tell.

Seen with:

```text
$ wfsim lint --upgrade-from 3.5 workflow.yaml
```

Argo: It accepts the object in both versions, and runs it differently. What the API server refuses it
refuses where the full CRDs are installed, as the official manifests do since 4.0.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "works-differently"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/upgrading/"

check = passes_on(ID)
