"""What follows from one event: in order or side by side, each once, whatever was there before."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count as numbers

import pytest

from shared.adapters.command_handler import NotThere, Part
from shared.adapters.reacting import SIDE_BY_SIDE, Ask, Reactor
from shared.contracts.envelope import CloudEvent, sequence_text
from shared.kernel.effective import Precision
from shared.kernel.housekeeping import ReactionRefused
from shared.kernel.identifiers import StreamKey
from tests.adapters.conftest import Counters
from tests.adapters.counter import COUNTER, count

_SEQUENCE = numbers(1)
HOW_MANY = 3 * SIDE_BY_SIDE + 1


def heard() -> CloudEvent:
    at, sequence = datetime(2026, 3, 2, tzinfo=UTC), next(_SEQUENCE)
    return CloudEvent(
        id=f"00000000-0000-7000-8000-{sequence:012d}",
        source="urn:cn:123700000000000000:system:leads",
        type="cn.luodi.leads.Counted.v1",
        subject="counter-elsewhere",
        time=at,
        sequence=sequence_text(sequence),
        service="leads",
        eventname="Counted",
        streamversion=1,
        effectivefrom=at,
        effectiveto=at,
        effectiveprecision=Precision.INSTANT,
        actorid="somebody",
        actorrole="system",
        correlationid="thread",
        chainhash="",
    )


def reactor(counters: Counters, *rounds: Sequence[Ask]) -> Reactor:
    """Return one that asks the first of these the first time, then the next."""
    waiting = iter(rounds)

    async def react(_: CloudEvent, __: datetime) -> Sequence[Ask]:
        return next(waiting)

    return Reactor("projects", counters.commands, react)


def ask(name: str, *, beside: bool = False, amount: int = 1, creates: bool = True) -> Ask:
    one = Ask.of(Part(COUNTER, name), count(amount), creates=creates, name=name)
    return Ask(act=one.act, name=one.name, beside=beside)


async def total(counters: Counters, name: str) -> int:
    stream = await counters.store.stream(StreamKey(f"counter-{name}"))
    return COUNTER.fold(recorded.event for recorded in stream)


async def test_what_goes_side_by_side_is_done_before_what_follows(counters: Counters) -> None:
    many = [f"c{n}" for n in range(HOW_MANY)]
    react = reactor(counters, [*(ask(name, beside=True) for name in many), ask("last")])
    await react(heard())
    last = await counters.store.stream(StreamKey("counter-last"))
    assert [await total(counters, name) for name in many] == [1] * HOW_MANY
    assert last[0].position == HOW_MANY + 1


async def test_a_named_ask_is_carried_out_once_though_others_are_gone(counters: Counters) -> None:
    first = [ask("a", beside=True), ask("b", beside=True)]
    again = [ask("b", beside=True), ask("c", beside=True)]
    event, react = heard(), reactor(counters, first, again)
    await react(event)
    await react(event)
    assert [await total(counters, name) for name in "abc"] == [1, 1, 1]


async def test_one_that_is_refused_holds_up_no_other(counters: Counters) -> None:
    asks = [ask("x", beside=True, amount=-1), ask("y", beside=True)]
    await reactor(counters, asks)(heard())
    assert [await total(counters, name) for name in "xy"] == [0, 1]


async def test_each_refusal_is_recorded_once_though_others_are_gone(counters: Counters) -> None:
    """Whoever was stopped in between asks again, and what it asks by then may be less."""
    first = [ask("x", amount=-1), ask("y")]
    again = [ask("z", amount=-1)]
    event, react = heard(), reactor(counters, first, again, again)
    for _ in range(3):
        await react(event)
    stored = [recorded.event for recorded in await counters.store.after(0, 100)]
    refused = [one for one in stored if isinstance(one, ReactionRefused)]
    assert [(one.cause, one.code) for one in refused] == [(event.id, "negative")] * 2
    assert [await total(counters, name) for name in "xyz"] == [0, 1, 0]


async def test_one_that_fails_is_told_once_the_others_are_done(counters: Counters) -> None:
    many = [ask(f"c{n}", beside=True) for n in range(SIDE_BY_SIDE)]
    asks = [ask("nobody", beside=True, creates=False), *many, ask("after")]
    with pytest.raises(NotThere):
        await reactor(counters, asks)(heard())
    assert [await total(counters, f"c{n}") for n in range(SIDE_BY_SIDE)] == [1] * SIDE_BY_SIDE
    assert await total(counters, "after") == 0
