"""What a cluster needs for workflows to be run on it, and how it gets there and goes away again."""
