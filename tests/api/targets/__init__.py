"""The targets, without a cluster: one in memory plays it."""
