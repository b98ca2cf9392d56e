"""Inputs for the oracle: each module writes texts of some languages, from a grammar or by changing realistic ones.

In: a ``random.Random`` (hypothesis hands in one of its own). Out: requests as plain data.
"""
