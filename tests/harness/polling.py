"""Waiting for what comes by itself: asked again and again, and not for ever."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def until(
    condition: Callable[[], Awaitable[bool]],
    seconds: float = 20,
    otherwise: str = "it did not become so",
) -> None:
    """Wait for something to become so; fail when it does not in time."""

    async def is_so() -> bool | None:
        return await condition() or None

    await eventually(is_so, seconds, otherwise)


async def eventually(
    ask: Callable[[], Awaitable[T | None]], seconds: float = 20, otherwise: str = "it did not come"
) -> T:
    """Wait for something to be there, and return it; fail when it does not come in time."""
    deadline = asyncio.get_running_loop().time() + seconds
    while (there := await ask()) is None:
        assert asyncio.get_running_loop().time() < deadline, otherwise
        await asyncio.sleep(0.02)
    return there
