"""Where runs live: the embedded store for simulated ones, or a cluster.

In: what a user asks of runs. Out: Argo's objects. The verbs of the command line know ``target.Target`` and nothing
else; ``opening.open_target`` finds the one that is meant.
"""
