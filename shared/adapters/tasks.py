"""Ending tasks for certain.

In Python 3.11 `asyncio.wait_for`, which the NATS and PostgreSQL clients use inside, swallows a
cancellation that arrives in the moment its own result does. A task is therefore cancelled until it
has ended.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any

_ASK_AGAIN = 0.3


async def end(*tasks: "asyncio.Task[Any]") -> None:
    """Cancel tasks and return when all have ended; what they raised is dropped."""
    while alive := [task for task in tasks if not task.done()]:
        for task in alive:
            task.cancel()
        await asyncio.wait(alive, timeout=_ASK_AGAIN)
    for task in tasks:
        with suppress(asyncio.CancelledError, Exception):
            task.result()


async def together(work: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Run until the first one ends, then end the others; raise what the first one raised."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()
    finally:
        await end(*tasks)
