"""Where are new documents read? In this process, for a test that puts something in the place of what reads them."""

from concurrent.futures import ThreadPoolExecutor

from graph.lane import Lane


def here() -> Lane:
    """Return a lane in a thread of this process."""
    return Lane(lambda: ThreadPoolExecutor(1))
