"""The one place of the versions: the distribution reads it while it is built, ``wfsim --version`` while it runs."""

__version__ = "0.1.0"

ARGO = "4.1.2"  # the Argo Workflows that wfsim follows
