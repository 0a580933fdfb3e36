"""What is hidden from the views, driven again while more of it arrives: shown once, in order."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from shared.adapters.parking import Again, Parking
from shared.adapters.settings import Service
from shared.contracts.envelope import CloudEvent
from tests.adapters.test_reacting import heard
from tests.adapters.test_subscriber import PUBLISHER, Consumer, Heard, counted, total
from tests.adapters.test_unreadable import parked, redriven
from tests.harness.polling import until
from tests.harness.servers import Cluster, Database
from tests.harness.services import Installation, Served, prepared

MATTER = "project-p"


def about_p() -> CloudEvent:
    return heard().model_copy(update={"projectid": "p"})


@pytest.fixture
async def pool(
    fresh_database: Callable[[Service], Awaitable[Database]],
) -> AsyncIterator[asyncpg.Pool]:
    database = await fresh_database("projects")
    made = await asyncpg.create_pool(database.url, min_size=2, max_size=4)
    yield made
    await made.close()


class Consuming:
    """A consumer that writes its views, with what another process drives again beside it."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.parking = Parking(pool)
        self.shown: list[int] = []

    async def show(self, _: asyncpg.Connection, event: CloudEvent) -> None:
        self.shown.append(event.position)

    async def nothing_follows(self, _: CloudEvent) -> None:
        """Have no reactions."""

    async def write(self, events: Sequence[CloudEvent]) -> None:
        """Show the views what they may be shown."""
        async with self.pool.acquire() as connection, connection.transaction():
            for event in await self.parking.hide_from_views(connection, events):
                await self.show(connection, event)

    async def hide(self, event: CloudEvent) -> None:
        """The views cannot take this one."""
        self.parking.hide(event, ValueError("a bug in a view"))
        await self.write([event])

    async def drive_again(self, react: Callable[[CloudEvent], Awaitable[None]]) -> object:
        """Do so in a process of its own, which this one learns nothing of."""
        again = Again(worded=_unsaid, react=react, show=self.show)
        return await Parking(self.pool).redrive(MATTER, again)


async def _unsaid(_: str, __: int) -> CloudEvent | None:
    return None


@pytest.fixture
async def consuming(pool: asyncpg.Pool) -> Consuming:
    made = Consuming(pool)
    await made.parking.prepare()
    return made


async def test_what_follows_what_was_driven_again_meanwhile_is_shown(consuming: Consuming) -> None:
    first, second, third = about_p(), about_p(), about_p()
    await consuming.hide(first)
    await consuming.drive_again(consuming.nothing_follows)
    await consuming.write([second, third])
    assert consuming.shown == [first.position, second.position, third.position]
    assert await consuming.parking.count() == 0


async def test_what_is_hidden_while_it_is_driven_again_is_shown_all_the_same(
    consuming: Consuming,
) -> None:
    """It waited for its reaction only when driving again began, and the views hide it then."""
    first, second = about_p(), about_p()
    await consuming.hide(first)
    await consuming.parking.guard(second, consuming.nothing_follows)

    async def react(event: CloudEvent) -> None:
        if event.position == second.position:
            await consuming.write([second])

    assert await consuming.drive_again(react) == {"handled": 2}
    assert consuming.shown == [first.position, second.position]
    assert await consuming.parking.count() == 0


async def test_what_is_being_driven_again_is_waited_for(consuming: Consuming) -> None:
    first, second = about_p(), about_p()
    await consuming.hide(first)
    begun, let_go = asyncio.Event(), asyncio.Event()

    async def slowly(_: asyncpg.Connection, event: CloudEvent) -> None:
        begun.set()
        await let_go.wait()
        consuming.shown.append(event.position)

    again = Again(worded=_unsaid, react=consuming.nothing_follows, show=slowly)
    driving = asyncio.create_task(Parking(consuming.pool).redrive(MATTER, again))
    await begun.wait()
    writing = asyncio.create_task(consuming.write([second]))
    try:
        await until(lambda: _one_waits(consuming.pool))
        assert consuming.shown == []
    finally:
        let_go.set()
        await asyncio.gather(driving, writing)
    assert consuming.shown == [first.position, second.position]


async def test_driven_again_by_two_at_once_it_is_shown_once(consuming: Consuming) -> None:
    events = [about_p() for _ in range(5)]
    await consuming.hide(events[0])
    await consuming.write(events[1:])
    nothing = consuming.nothing_follows
    await asyncio.gather(*(consuming.drive_again(nothing) for _ in range(3)))
    assert consuming.shown == [event.position for event in events]


async def _one_waits(pool: asyncpg.Pool) -> bool:
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    return bool(await pool.fetchval(f"{query} AND datname = current_database()"))


class Allergic(Heard):
    """A view that cannot take what is noted as poison until it is mended."""

    broken = True

    async def hear(
        self, connection: asyncpg.Connection, schema: str, events: Sequence[CloudEvent]
    ) -> None:
        if self.broken and any("poison" in json.dumps(event.data) for event in events):
            raise ValueError("a bug in a view")
        await super().hear(connection, schema, events)


@pytest.fixture
async def running(broker: str, tmp_path: Path) -> AsyncIterator[Installation]:
    made = prepared(broker, tmp_path)
    yield made
    await made.stop()


async def test_while_events_arrive_driving_again_leaves_nothing_over(
    running: Installation, cluster: Cluster
) -> None:
    """Round after round a matter is hidden and driven again under the hands of its publisher."""
    publisher = await running.start("leads", await cluster.fresh("leads"), PUBLISHER)
    view, bug = Allergic(), Consumer()
    bug.broken = False
    spec = replace(bug.spec(), heard_views=lambda _: [view])
    consumer = await running.start("projects", await cluster.fresh("projects"), spec)
    for _ in range(6):
        view.broken = True
        await counted(publisher, "ill", "poison")
        await until(lambda: _lies(consumer))
        view.broken = False
        more = asyncio.create_task(_count_on(publisher))
        await redriven(consumer, "counter-ill")
        await more
        await running.settled()
        assert await parked(consumer) == []
    head, _ = await publisher.runtime.store.head()
    rows = await consumer.runtime.pool.fetch(
        "SELECT sequence FROM view.heard WHERE service = 'leads' ORDER BY sequence"
    )
    assert [row["sequence"] for row in rows][:head] == list(range(1, head + 1))
    assert await total(consumer, "ill") == 6 * 21


async def _count_on(publisher: Served) -> None:
    for _ in range(20):
        await counted(publisher, "ill")


async def _lies(consumer: Served) -> bool:
    return bool(await parked(consumer))
