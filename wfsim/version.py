"""The one place of the version: the distribution reads it while it is built, ``wfsim --version`` while it runs."""

__version__ = "0.1.0"
