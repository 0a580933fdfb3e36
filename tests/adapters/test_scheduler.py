"""Timers: each fires once, in order, late if need be; a crash in between changes nothing."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.adapters.command_handler import Part, Stale
from shared.adapters.projector import Views
from shared.adapters.reacting import Ask
from shared.adapters.scheduler import Scheduler, TimerView
from shared.adapters.views import SCHEMA
from shared.kernel.asked import SYSTEM
from shared.kernel.effective import Effective
from shared.kernel.identifiers import StreamKey
from shared.kernel.recorded import Recorded
from tests.adapters.conftest import Counters
from tests.adapters.counter import COUNTER, Count, Counted
from tests.harness.polling import until

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAY = timedelta(days=1)


async def timers(history: Sequence[Recorded[Any]]) -> Mapping[str, datetime]:
    """What is noted as `name@days` is due that many days after Monday; the last note counts."""
    notes = [recorded.event.note for recorded in history if isinstance(recorded.event, Counted)]
    words = [note for note in notes if not note.startswith("due")][-1:]
    due = [word.split("@") for note in words for word in note.split()]
    return {name: MONDAY + int(days) * DAY for name, days in due}


@dataclass
class Clockwork:
    """Counters whose notes set timers; a timer that fires counts, too."""

    counters: Counters
    views: Views
    asked: list[tuple[str, str]] = field(default_factory=list)
    amount: int = 1
    creates: bool = True
    troubles: dict[str, Exception] = field(default_factory=dict)

    async def on_timer(
        self, stream: StreamKey, name: str, due: datetime, at: datetime
    ) -> Sequence[Ask]:
        self.asked.append((str(stream), name))
        command = Count(
            by=SYSTEM,
            at=at,
            effective=Effective.at_instant(due),
            amount=self.amount,
            note=f"due {name}",
        )
        identifier = str(stream).removeprefix("counter-") + ("" if self.creates else "-none")
        if identifier in self.troubles:
            raise self.troubles[identifier]
        return [Ask.of(Part(COUNTER, identifier), command, creates=self.creates)]

    @property
    def scheduler(self) -> Scheduler:
        return Scheduler(self.counters.pool, self.counters.commands, self.on_timer)

    async def set(self, name: str, note: str) -> None:
        await self.counters.count(name, note=note)
        await self.views.follow()

    async def fired(self) -> list[Recorded[Counted]]:
        events = await self.counters.store.after(0, 1000)
        return [recorded for recorded in events if recorded.event.note.startswith("due")]

    async def standing(self) -> dict[tuple[str, str], datetime | None]:
        rows = await self.counters.pool.fetch(f"SELECT stream, name, fired_at FROM {SCHEMA}.timer")
        return {(row["stream"], row["name"]): row["fired_at"] for row in rows}


@pytest.fixture
async def clockwork(counters: Counters) -> Clockwork:
    view = TimerView("counter", timers, counters.store)
    views = Views("leads", counters.pool, counters.store, [view])
    await views.prepare()
    return Clockwork(counters, views)


async def test_nothing_fires_before_its_time(clockwork: Clockwork) -> None:
    await clockwork.set("a", "early@1")
    assert await clockwork.scheduler.fire(MONDAY) == 0
    assert await clockwork.scheduler.fire(MONDAY + DAY) == 1
    [fired] = await clockwork.fired()
    assert fired.event.note == "due early"
    assert fired.meta.effective == Effective.at_instant(MONDAY + DAY)
    assert (fired.meta.late, fired.meta.actor.id) == (None, "system")


async def test_after_a_week_of_standstill_all_fire_once_in_order_and_late(
    clockwork: Clockwork,
) -> None:
    await clockwork.set("a", "third@3 first@1")
    await clockwork.set("b", "second@2 today@7")
    await clockwork.set("c", "tomorrow@8")
    now = MONDAY + 7 * DAY
    assert await clockwork.scheduler.fire(now) == 4
    fired = await clockwork.fired()
    assert [event.event.note for event in fired] == [
        "due first",
        "due second",
        "due third",
        "due today",
    ]
    assert [event.meta.late for event in fired] == [True, True, True, None]
    assert [event.meta.effective.start for event in fired] == [
        MONDAY + days * DAY for days in (1, 2, 3, 7)
    ]
    await clockwork.views.follow()
    assert await clockwork.scheduler.fire(now) == 0
    assert len(await clockwork.fired()) == 4


async def test_hundreds_that_are_due_all_fire(clockwork: Clockwork) -> None:
    await asyncio.gather(
        *(clockwork.counters.count(f"n{n}", note="reminder@1") for n in range(450))
    )
    await clockwork.views.follow()
    made = [await clockwork.scheduler.fire(MONDAY + 2 * DAY) for _ in range(4)]
    assert made == [200, 200, 50, 0]
    assert len({event.stream for event in await clockwork.fired()}) == 450


async def test_a_crash_between_firing_and_marking_changes_nothing(clockwork: Clockwork) -> None:
    await clockwork.set("a", "reminder@1")
    assert await clockwork.scheduler.fire(MONDAY + 2 * DAY) == 1
    await clockwork.counters.pool.execute(f"UPDATE {SCHEMA}.timer SET fired_at = NULL")
    assert await clockwork.scheduler.fire(MONDAY + 3 * DAY) == 1
    assert clockwork.asked == [("counter-a", "reminder")] * 2
    assert len(await clockwork.fired()) == 1
    assert await clockwork.scheduler.fire(MONDAY + 3 * DAY) == 0


@pytest.mark.parametrize(
    ("amount", "creates"),
    [(0, True), (-1, True), (1, False)],
    ids=["nothing to change", "refused", "not there"],
)
async def test_a_timer_that_changes_nothing_does_not_spin(
    clockwork: Clockwork, amount: int, *, creates: bool
) -> None:
    clockwork.amount, clockwork.creates = amount, creates
    await clockwork.set("a", "reminder@1")
    assert await clockwork.scheduler.fire(MONDAY + 2 * DAY) == 1
    assert await clockwork.scheduler.fire(MONDAY + 2 * DAY) == 0
    assert await clockwork.fired() == []
    assert (await clockwork.standing())["counter-a", "reminder"] == MONDAY + 2 * DAY


@pytest.mark.parametrize("trouble", [Stale(1, []), ValueError("a bug")], ids=["stale", "a bug"])
async def test_one_that_fails_stays_due_and_holds_up_no_other(
    clockwork: Clockwork, trouble: Exception
) -> None:
    """Somebody else was faster at every try; or the timer's command cannot be made."""
    await clockwork.set("a", "reminder@1")
    await clockwork.set("b", "reminder@2")
    clockwork.troubles["a"] = trouble
    assert await clockwork.scheduler.fire(MONDAY + 2 * DAY) == 1
    assert [event.stream for event in await clockwork.fired()] == ["counter-b"]
    assert (await clockwork.standing())["counter-a", "reminder"] is None
    clockwork.troubles.clear()
    assert await clockwork.scheduler.fire(MONDAY + 3 * DAY) == 1
    assert [event.stream for event in await clockwork.fired()] == ["counter-b", "counter-a"]


async def test_one_that_is_refused_holds_up_no_other(clockwork: Clockwork) -> None:
    await clockwork.set("a", "reminder@1")
    await clockwork.set("b", "reminder@2")
    clockwork.creates = False
    await clockwork.counters.count("a-none")
    assert await clockwork.scheduler.fire(MONDAY + 2 * DAY) == 2
    assert [event.stream for event in await clockwork.fired()] == ["counter-a-none"]


async def test_what_its_stream_moves_is_due_anew(clockwork: Clockwork) -> None:
    await clockwork.set("a", "reminder@1 alarm@2")
    assert await clockwork.scheduler.fire(MONDAY + DAY) == 1
    await clockwork.set("a", "reminder@3")
    assert await clockwork.standing() == {("counter-a", "reminder"): None}
    assert await clockwork.scheduler.fire(MONDAY + 2 * DAY) == 0
    assert await clockwork.scheduler.fire(MONDAY + 3 * DAY) == 1
    assert [event.event.note for event in await clockwork.fired()] == ["due reminder"] * 2


async def test_what_still_stands_after_firing_stays_fired(clockwork: Clockwork) -> None:
    await clockwork.set("a", "reminder@1")
    assert await clockwork.scheduler.fire(MONDAY + DAY) == 1
    await clockwork.set("a", "reminder@1 alarm@9")
    assert await clockwork.scheduler.fire(MONDAY + 2 * DAY) == 0
    assert await clockwork.standing() == {
        ("counter-a", "reminder"): MONDAY + DAY,
        ("counter-a", "alarm"): None,
    }


async def test_running_it_fires_what_is_due_and_then_rests(clockwork: Clockwork) -> None:
    await clockwork.set("a", "reminder@-1")
    task = asyncio.create_task(clockwork.scheduler.run())

    async def fired() -> bool:
        return len(await clockwork.fired()) == 1

    await until(fired)
    await clockwork.set("b", "reminder@-1")

    async def fired_again() -> bool:
        return len(await clockwork.fired()) == 2

    await until(fired_again)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert clockwork.asked == [("counter-a", "reminder"), ("counter-b", "reminder")]
