"""What stands between the engine and a world: commands become deeds, and what came of them becomes events.

Layer 7. The only packages with clocks, threads, processes or sockets. ``base`` holds the one loop.
"""
