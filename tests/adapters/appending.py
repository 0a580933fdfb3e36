"""A process that appends, to run beside another: `python -m tests.adapters.appending URL NAME`.

Begins when a line comes in and ends when the next one does; then prints how many it appended.
"""

import asyncio
import sys
from uuid import uuid4

from shared.adapters.batcher import Append, Batcher, NewEvent
from tests.adapters.lists import META

WRITERS = 8


def say(line: str) -> None:
    """Say something to whoever started us."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def append(url: str, name: str) -> int:
    """Append by several writers, each to streams of its own, as long as told."""
    batcher = Batcher(url)
    await batcher.start()
    made = 0
    stopping = asyncio.Event()

    async def write() -> None:
        nonlocal made
        while not stopping.is_set():
            stream = f"counter-{name}-{uuid4()}"
            event = NewEvent(stream, uuid4(), "Counted", 1, b"{}", META)
            done = await batcher.append(Append(guards=[(stream, 0)], events=[event]))
            made += done.outcome == "applied"

    say("ready")
    await asyncio.to_thread(sys.stdin.readline)
    writers = [asyncio.create_task(write()) for _ in range(WRITERS)]
    await asyncio.to_thread(sys.stdin.readline)
    stopping.set()
    await asyncio.gather(*writers)
    await batcher.stop()
    return made


if __name__ == "__main__":
    say(str(asyncio.run(append(*sys.argv[1:]))))
