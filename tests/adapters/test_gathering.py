"""An answer leaves in one write, and nothing written is lost when its connection closes."""

import asyncio
from typing import Any

from shared.adapters.gathering import Gathered


class Written:
    """A transport that keeps what it was given."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        assert not self.closed
        self.writes.append(data)

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def get_extra_info(self, name: str) -> Any:
        return name.upper()


async def test_what_comes_together_is_written_together() -> None:
    under = Written()
    transport = Gathered(under)
    transport.write(b"head ")
    transport.write(b"body")
    assert under.writes == []
    await asyncio.sleep(0)
    assert under.writes == [b"head body"]
    transport.write(b"next")
    await asyncio.sleep(0)
    assert under.writes == [b"head body", b"next"]


async def test_closing_loses_nothing() -> None:
    under = Written()
    transport = Gathered(under)
    transport.write(b"last words")
    transport.close()
    assert (under.writes, under.closed) == ([b"last words"], True)
    await asyncio.sleep(0)
    assert under.writes == [b"last words"]


async def test_nothing_is_written_to_a_connection_that_is_gone() -> None:
    under = Written()
    transport = Gathered(under)
    transport.write(b"too late")
    under.close()
    await asyncio.sleep(0)
    assert under.writes == []


async def test_everything_else_is_the_transports_own() -> None:
    assert Gathered(Written()).get_extra_info("peername") == "PEERNAME"
