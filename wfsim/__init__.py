"""wfsim."""
