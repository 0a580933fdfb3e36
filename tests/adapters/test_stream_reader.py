"""Reading streams together, and the past only once: what is answered is always what is there."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from luodi.embedded import Postgres
from shared.adapters import stream_reader
from shared.adapters.batcher import Append, NewEvent
from shared.adapters.event_codec import UnreadableEvent
from shared.adapters.event_store import EventStore
from shared.adapters.stream_reader import Stream
from shared.adapters.trouble import STORE_AWAY
from shared.kernel.identifiers import StreamKey
from tests.adapters.conftest import Counters, counters_on
from tests.adapters.counter import CODEC, COUNTER, Counted
from tests.adapters.lists import META
from tests.harness.polling import eventually
from tests.harness.servers import Cluster

A, B = StreamKey("counter-a"), StreamKey("counter-b")
BLOCKED = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = $1"


@dataclass
class Watched:
    """A store whose questions to the database are written down: which streams, from where."""

    store: EventStore[Counted]
    asked: Sequence[dict[str, int]]

    async def total(self, key: StreamKey = A) -> int:
        return (await self.store.stream(key)).state(COUNTER)


@pytest.fixture
async def watched(counters: Counters) -> AsyncIterator[Watched]:
    asked: list[dict[str, int]] = []

    def note(query: Any) -> None:
        if "read_on" in query.query:
            _, streams, versions = query.args
            asked.append(dict(zip(streams, versions, strict=True)))

    async def init(connection: asyncpg.Connection) -> None:
        connection.add_query_logger(note)

    async with asyncpg.create_pool(counters.database.url, min_size=1, init=init) as pool:
        yield Watched(EventStore(pool, CODEC), asked)


async def failures(*asked: Any) -> list[Any]:
    return await asyncio.gather(*asked, return_exceptions=True)


async def test_who_asks_at_the_same_time_shares_one_query(
    counters: Counters, watched: Watched
) -> None:
    await asyncio.gather(*(counters.count(f"n{number}", number) for number in range(100)))
    keys = [StreamKey(f"counter-n{number}") for number in range(100)]
    totals = await asyncio.gather(*(watched.total(key) for key in [*keys, *keys]))
    assert totals == [*range(100), *range(100)]
    [asked] = watched.asked
    assert set(asked) == set(keys)


async def test_the_past_is_fetched_once(counters: Counters, watched: Watched) -> None:
    for amount in (1, 2, 3):
        await counters.count("a", amount)
    assert await watched.total() == 6
    await counters.count("a", 4)
    assert await watched.total() == 10
    assert await watched.total() == 10
    assert [asked[A] for asked in watched.asked] == [1, 3, 4]


async def test_every_answer_is_younger_than_its_question(
    counters: Counters, watched: Watched
) -> None:
    """While many read, who has written reads what was written."""

    async def write_and_read(name: str) -> None:
        for version in range(1, 21):
            await counters.count(name, 1)
            assert await watched.total(StreamKey(f"counter-{name}")) == version

    await asyncio.gather(*(write_and_read(f"n{number}") for number in range(16)))


async def test_several_streams_are_of_one_moment(counters: Counters, watched: Watched) -> None:
    """Both are always written in one commit, so that whoever reads both finds them alike."""

    async def write() -> None:
        for version in range(100):
            events = [NewEvent(key, uuid4(), "Counted", 1, b"{}", META) for key in (A, B)]
            guards = [(A, version), (B, version)]
            await counters.batcher.append(Append(guards=guards, events=events))

    writing = asyncio.create_task(write())
    while not writing.done():
        streams = await watched.store.streams([A, B])
        assert len(streams[A]) == len(streams[B])
    await writing
    assert [len(s) for s in (await watched.store.streams([A, B])).values()] == [100, 100]


@asynccontextmanager
async def unguarded(counters: Counters) -> AsyncIterator[asyncpg.Connection]:
    """Lend a superuser's connection on which no trigger fires: what a restore is to a table."""
    admin = await asyncpg.connect(counters.database.admin_url)
    await admin.execute("SET session_replication_role = replica")
    yield admin
    await admin.close()


@pytest.mark.parametrize("again", [0, 1, 2, 3, 4, 5])
async def test_a_store_restored_from_a_backup_is_read_as_it_is(
    counters: Counters, watched: Watched, again: int
) -> None:
    """Of three events the last two are gone, and as many others as `again` came after."""
    for _ in range(3):
        await counters.count("a", 1)
    old = await watched.store.stream(A)
    assert old.state(COUNTER) == 3
    async with unguarded(counters) as admin:
        await admin.execute("DELETE FROM es.event WHERE version > 1")
    for _ in range(again):
        await counters.count("a", 100)
    assert await watched.total() == 1 + 100 * again
    assert old.state(COUNTER) == 3


async def test_a_stream_that_is_gone_is_gone(counters: Counters, watched: Watched) -> None:
    await counters.count("a", 1)
    assert await watched.total() == 1
    async with unguarded(counters) as admin:
        await admin.execute("DELETE FROM es.event")
    assert await watched.total() == 0
    assert not await watched.store.stream(A)


async def test_what_nobody_asked_for_is_forgotten_first(
    counters: Counters, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_reader, "REMEMBERED", 5)
    for name in ("a", "a", "b", "b", "c", "c"):
        await counters.count(name, 1)
    c = StreamKey("counter-c")
    for key in (A, B, A, c, A, B):
        assert await watched.total(key) == 2
    assert [next(iter(asked.items())) for asked in watched.asked] == [
        (A, 1),
        (B, 1),
        (A, 2),
        (c, 1),  # there is no room for a third: b was asked for the longest ago
        (A, 2),
        (B, 1),
    ]


async def test_one_who_gives_up_takes_nobody_along(counters: Counters, watched: Watched) -> None:
    await counters.count("a", 1)
    async with blocked_reads(counters) as admin:
        asked = [asyncio.create_task(watched.total()) for _ in range(5)]
        await until_blocked(admin, counters.database.name)
        asked += [asyncio.create_task(watched.total()) for _ in range(5)]
        await asyncio.sleep(0)
        asked[0].cancel()  # its query runs
        asked[5].cancel()  # its query comes next
    outcomes = await failures(*asked)
    assert [isinstance(one, asyncio.CancelledError) for one in outcomes[::5]] == [True, True]
    assert [one for one in outcomes if not isinstance(one, BaseException)] == [1] * 8


async def test_what_cannot_be_read_fails_alone(counters: Counters, watched: Watched) -> None:
    await counters.count("a", 1)
    strange = NewEvent(B, uuid4(), "Unheard", 1, b"{}", META)
    await counters.batcher.append(Append(guards=[(B, 0)], events=[strange]))
    outcomes = await failures(
        watched.total(),
        watched.store.stream(B),
        watched.total(),
        watched.store.stream(StreamKey("counter-\0")),
        watched.store.stream(StreamKey("counter-\ud800")),
        watched.total(),
    )
    unreadable, nul, surrogate = outcomes.pop(1), outcomes.pop(2), outcomes.pop(2)
    assert outcomes == [1, 1, 1]
    assert isinstance(unreadable, UnreadableEvent)
    assert isinstance(nul, asyncpg.CharacterNotInRepertoireError)
    assert isinstance(surrogate, ValueError | asyncpg.DataError)


@asynccontextmanager
async def blocked_reads(counters: Counters) -> AsyncIterator[asyncpg.Connection]:
    """Let every query on events wait until this is left."""
    admin = await asyncpg.connect(counters.database.admin_url)
    async with admin.transaction():
        await admin.execute("LOCK TABLE es.event, es.event_1 IN ACCESS EXCLUSIVE MODE")
        yield admin
    await admin.close()


async def until_blocked(admin: asyncpg.Connection, database: str) -> int:
    return int(await eventually(lambda: admin.fetchval(BLOCKED, database)))


async def test_a_lost_connection_is_said_and_made_again(
    counters: Counters, watched: Watched
) -> None:
    await counters.count("a", 1)
    async with blocked_reads(counters) as admin:
        asked = asyncio.gather(watched.total(), watched.total(B), return_exceptions=True)
        pid = await until_blocked(admin, counters.database.name)
        await admin.execute("SELECT pg_terminate_backend($1)", pid)
        assert all(isinstance(outcome, STORE_AWAY) for outcome in await asked)
    assert await watched.total() == 1


async def test_a_database_that_restarts_is_found_again(own_postgres: Postgres) -> None:
    cluster = Cluster(admin_url=own_postgres.admin_url, password="x")
    async with counters_on(await cluster.fresh("leads")) as counters:
        await counters.count("a", 1)
        assert len(await counters.store.stream(A)) == 1
        own_postgres.kill9()
        outcomes = await failures(*(counters.store.stream(A) for _ in range(5)))
        assert all(isinstance(outcome, STORE_AWAY) for outcome in outcomes)
        own_postgres.start()
        async with asyncio.timeout(20):
            while True:
                try:
                    stream = await counters.store.stream(A)
                except STORE_AWAY:
                    await asyncio.sleep(0.05)
                else:
                    break
        assert stream.state(COUNTER) == 1


def _sum(so_far: tuple[int, ...] | None, recorded: Any) -> tuple[int, ...]:
    return (*(so_far or ()), recorded.event.by)


async def test_a_fold_goes_on_from_where_it_was(counters: Counters) -> None:
    """Whichever length was folded first, each says what folding all of its events says."""
    for amount in (1, 2, 3, 4):
        await counters.count("a", amount)
    events = list(await EventStore(counters.pool, CODEC).stream(A))
    for order in ((1, 2, 3, 4), (4, 3, 2, 1), (2, 4, 1, 3)):
        grown: list[Stream[Counted]] = [Stream()]
        for event in events:
            grown.append(grown[-1].followed_by([event]))
        for length in order:
            assert tuple(grown[length]) == tuple(events[:length])
            assert grown[length].record(_sum) == tuple(range(1, length + 1))
            assert grown[length].state(COUNTER) == sum(range(1, length + 1))
    assert Stream[Counted]().record(_sum) is None


async def test_what_is_folded_is_folded_once(counters: Counters) -> None:
    for amount in (1, 2, 3):
        await counters.count("a", amount)
    seen: list[int] = []

    def noted(so_far: tuple[int, ...] | None, recorded: Any) -> tuple[int, ...]:
        seen.append(recorded.event.by)
        return _sum(so_far, recorded)

    for _ in range(2):
        (await counters.store.stream(A)).record(noted)
    await counters.count("a", 4)
    (await counters.store.stream(A)).record(noted)
    assert seen == [1, 2, 3, 4]
