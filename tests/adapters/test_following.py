"""What commands read beforehand, and who is woken behind them."""

import asyncio
from collections.abc import Sequence
from typing import Any

from shared.adapters.command_handler import Act, Context, Part
from shared.kernel.identifiers import StreamKey
from tests.adapters.conftest import Counters
from tests.adapters.counter import COUNTER, count


async def test_what_was_read_beforehand_and_moved_on_is_read_again(counters: Counters) -> None:
    await counters.count("a", 3)
    key = StreamKey("counter-a")
    before = await counters.store.stream(key)
    await counters.count("a", 4)
    totals: list[int] = []

    def decide(states: Sequence[Any]) -> list[tuple[int, Any]]:
        totals.append(states[0])
        return [(0, event) for event in COUNTER.decide(count(5), states[0])]

    act = Act(parts=[Part(COUNTER, "a")], asked=count(5), decide=decide, read={key: before})
    done = await counters.commands.handle_together(act, Context(correlation="a"))
    assert (totals, done.version) == ([3, 7], 3)
    assert (await counters.store.stream(key)).state(COUNTER) == 12


async def test_what_was_read_beforehand_in_part_is_read_whole(counters: Counters) -> None:
    await counters.count("a", 3)
    await counters.count("b", 4)
    key = StreamKey("counter-a")
    totals: list[Sequence[int]] = []

    def decide(states: Sequence[Any]) -> list[tuple[int, Any]]:
        totals.append(states)
        return []

    parts = [Part(COUNTER, "a"), Part(COUNTER, "b")]
    read = {key: await counters.store.stream(key)}
    act = Act(parts=parts, asked=count(1), decide=decide, read=read)
    await counters.commands.handle_together(act, Context(correlation="a"))
    assert totals == [[3, 4]]


async def test_who_follows_is_woken_by_one_command_and_behind_the_last_of_many(
    counters: Counters,
) -> None:
    known = 0
    sleeper = asyncio.Event()

    async def follow() -> None:
        nonlocal known
        while known < 401:
            await sleeper.wait()
            sleeper.clear()
            known = (await counters.store.head())[0]

    waking = asyncio.create_task(counters.batcher.wake([sleeper]))
    await counters.count("alone")
    async with asyncio.timeout(20):
        await sleeper.wait()
        following = asyncio.create_task(follow())
        await asyncio.gather(*(counters.count(f"many-{number}") for number in range(400)))
        await following
    waking.cancel()
    assert known == 401
