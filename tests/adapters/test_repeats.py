"""Idempotency keys: the same request gets its first answer, another one is told so."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from shared.adapters.command_handler import Context, KeyReused, Part
from shared.kernel.decider import About
from shared.kernel.rejected import Rejected
from tests.adapters.conftest import Counters
from tests.adapters.counter import COUNTER, count

KEY = UUID("00000000-0000-4000-8000-000000000001")


async def test_the_same_key_gets_the_first_answer(counters: Counters) -> None:
    same: dict[str, Any] = {"client": "partner", "command_id": KEY, "fingerprint": b"count one"}
    first = await counters.count("a", **same)
    again = await counters.count("a", **same)
    assert again.replayed
    assert not first.replayed
    assert (again.version, again.position, again.event_ids) == (
        first.version,
        first.position,
        first.event_ids,
    )
    assert (await counters.store.head())[0] == 1


async def test_the_same_key_at_the_same_time_gets_the_first_answer(counters: Counters) -> None:
    same: dict[str, Any] = {"client": "partner", "command_id": KEY, "fingerprint": b"count one"}
    outcomes = await asyncio.gather(*(counters.count("a", **same) for _ in range(16)))
    assert len({outcome.event_ids for outcome in outcomes}) == 1
    assert sum(not outcome.replayed for outcome in outcomes) == 1


async def test_the_same_key_for_another_request_is_refused(counters: Counters) -> None:
    await counters.count("a", client="partner", command_id=KEY, fingerprint=b"one")
    with pytest.raises(KeyReused):
        await counters.count("b", client="partner", command_id=KEY, fingerprint=b"two")
    await counters.count("b", client="another", command_id=KEY, fingerprint=b"two")


@pytest.mark.parametrize("now", [{"seen": 0}, {"seen": 1}, {"amount": -1}, {"amount": 0}])
async def test_a_repeat_gets_its_first_answer_whatever_there_is_against_it_now(
    counters: Counters, now: dict[str, Any]
) -> None:
    """The stream has moved on, or the rules would refuse today, or find nothing to do."""
    same: dict[str, Any] = {"client": "partner", "command_id": KEY, "fingerprint": b"x"}
    first = await counters.count("a", **same)
    await counters.count("a")
    again = await counters.count("a", **now, **same)
    assert again.replayed
    assert (again.version, again.event_ids) == (1, first.event_ids)
    assert (await counters.store.head())[0] == 2


@pytest.mark.parametrize("now", [{"seen": 0}, {"seen": 2}, {"amount": -1}, {}])
async def test_a_used_key_is_refused_before_anything_else_is(
    counters: Counters, now: dict[str, Any]
) -> None:
    same: dict[str, Any] = {"client": "partner", "command_id": KEY}
    await counters.count("a", fingerprint=b"x", **same)
    await counters.count("a")
    with pytest.raises(KeyReused):
        await counters.count("a", fingerprint=b"y", **now, **same)


async def test_a_repeat_is_answered_only_to_who_may_still_act(counters: Counters) -> None:
    context = Context(correlation="x", client="partner", command_id=KEY, fingerprint=b"x")

    def refuse(_: About) -> None:
        raise PermissionError

    part = Part(COUNTER, "a")
    await counters.commands.handle(part, count(), context, creates=True)
    with pytest.raises(PermissionError):
        await counters.commands.handle(part, count(), context, allow=refuse)


async def test_a_refusal_is_not_remembered(counters: Counters) -> None:
    same: dict[str, Any] = {"client": "partner", "command_id": KEY, "fingerprint": b"x"}
    with pytest.raises(Rejected, match="negative"):
        await counters.count("a", -1, **same)
    assert not (await counters.count("a", 1, **same)).replayed


async def test_who_gives_up_and_repeats_gets_the_first_answer(counters: Counters) -> None:
    same: dict[str, Any] = {"client": "partner", "command_id": KEY, "fingerprint": b"x"}
    request = asyncio.create_task(counters.count("a", **same))
    await asyncio.sleep(0)
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    done = await counters.count("a", **same)
    assert done.version == 1
    assert (await counters.store.head())[0] == 1
