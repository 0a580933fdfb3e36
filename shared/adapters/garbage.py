"""How a process that handles many events has Python look for garbage."""

import gc


def collect_rarely() -> None:
    """Pass over all that is there by now, and look at the rest a hundred times less often.

    Events, states and rows refer to each other in no circles: they go when nobody holds them. With
    Python's own thresholds a third of the time that folding takes is spent looking for circles.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
