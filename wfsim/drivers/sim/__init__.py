"""A world on a virtual clock, its containers mocked: nothing runs, nothing waits, same inputs give same bytes."""
