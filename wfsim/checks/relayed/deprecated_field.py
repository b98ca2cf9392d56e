"""A field that the version still has, and later ones do not.

Said only where `--argo-version` (or `argo-version` in the configuration) names a version in which the
field is deprecated. Where a list takes the place of a single value, `wfsim lint --fix` writes it.

Seen with:

```text
$ wfsim lint --argo-version 3.6 cron.yaml
```

Argo: It accepts the field, and counts its use in the metric `deprecated_feature`. A CronWorkflow
with both `schedule` and `schedules` it refuses.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "deprecated-field"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/deprecations/"

check = passes_on(ID)
