"""A time zone that the tz database does not know.

The time zone of a CronWorkflow is a name of the tz database, such as `Europe/Berlin`. An unknown
one stops the whole schedule.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata:
  name: nightly
spec:
  schedules: ["0 3 * * *"]
  timezone: Europe/Berlim
  workflowSpec:
    entrypoint: main
    templates:
      - name: main
        container:
          image: alpine:3.20
```

Good:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata:
  name: nightly
spec:
  schedules: ["0 3 * * *"]
  timezone: Europe/Berlin
  workflowSpec:
    entrypoint: main
    templates:
      - name: main
        container:
          image: alpine:3.20
```

Argo: The validator refuses the object: `invalid timezone "Europe/Berlim"`.
"""

from wfsim.checks.api import passes_on
from wfsim.text import Severity

ID = "invalid-timezone"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/cron-workflows/"

check = passes_on(ID)
