"""Benchmarks: each figure is a ratio to a floor that is measured in the same run.

``python -m benchmarks`` prints them all; ``docs/performance.md`` has figures and what the floors are. Ratios can be
compared between machines, seconds cannot.
"""
