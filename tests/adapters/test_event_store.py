"""Appending: versions, order without gaps, and what nobody may do."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from shared.adapters.batcher import Append, Batcher, NewEvent
from shared.adapters.command_handler import Context, NotThere, Part, Stale
from shared.adapters.event_store import EventStore
from shared.kernel.identifiers import StreamKey
from tests.adapters.conftest import Counters, counters_on
from tests.adapters.counter import CODEC, COUNTER, count


async def test_events_come_back_as_they_were_decided(counters: Counters) -> None:
    done = await counters.count("a", 3, "三件")
    [recorded] = await counters.store.stream(StreamKey("counter-a"))
    assert (recorded.version, recorded.position) == (1, 1) == (done.version, done.position)
    assert (recorded.event.by, recorded.event.note) == (3, "三件")
    assert recorded.event_id == done.event_ids[0]
    assert recorded.meta.correlation == "a"
    assert recorded.meta.actor.id == "system"


async def test_of_eight_writers_one_wins_each_version(counters: Counters) -> None:
    await counters.count("a")
    for version in range(1, 11):
        tries = [counters.count("a", seen=version) for _ in range(8)]
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        won = [done for done in outcomes if not isinstance(done, BaseException)]
        assert len(won) == 1
        assert all(isinstance(o, Stale) for o in outcomes if isinstance(o, BaseException))
    assert len(await counters.store.stream(StreamKey("counter-a"))) == 11


async def test_a_stale_command_says_what_has_happened_since(counters: Counters) -> None:
    for _ in range(3):
        await counters.count("a")
    with pytest.raises(Stale) as stale:
        await counters.count("a", seen=1)
    assert stale.value.current_version == 3
    assert [event.version for event in stale.value.since] == [2, 3]


async def test_one_stale_command_leaves_its_neighbours_alone(counters: Counters) -> None:
    await counters.count("a")
    right = [counters.count(f"n{number}") for number in range(20)]
    wrong = [counters.count("a", seen=7) for _ in range(5)]
    outcomes = await asyncio.gather(*right, *wrong, return_exceptions=True)
    assert sum(isinstance(outcome, Stale) for outcome in outcomes) == 5
    assert (await counters.store.head())[0] == 21


async def test_an_act_that_changes_nothing_stores_nothing(counters: Counters) -> None:
    await counters.count("a")
    done = await counters.count("a", 0)
    assert (done.event_ids, done.version, done.position) == ((), 1, 1)


async def test_what_is_not_there_cannot_be_acted_on(counters: Counters) -> None:
    with pytest.raises(NotThere):
        await counters.commands.handle(Part(COUNTER, "none"), count(), Context(correlation="none"))


async def test_a_row_the_database_refuses_fails_alone(counters: Counters) -> None:
    poisoned = Append(
        guards=[("counter-x", 0)],
        events=[NewEvent("counter-other", uuid4(), "Counted", 1, b"{}", b"{}")],
    )
    outcomes = await asyncio.gather(
        *(counters.count(f"n{number}") for number in range(10)),
        counters.batcher.append(poisoned),
        *(counters.count(f"m{number}") for number in range(10)),
        return_exceptions=True,
    )
    failed = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert len(failed) == 1
    assert isinstance(failed[0], asyncpg.RaiseError)
    assert (await counters.store.head())[0] == 20


async def test_a_reader_sees_every_event_once_and_in_order(counters: Counters) -> None:
    """Ten thousand appends by two processes' writers while a reader polls."""
    total = 10_000
    other = Batcher(counters.database.url)
    await other.start()

    async def write(batcher: Batcher, name: str, number: int) -> None:
        event = NewEvent(f"counter-{name}{number}", uuid4(), "Counted", 1, b"{}", META)
        guard = [(event.stream, 0)]
        if number % 50 == 0:
            guard.append((event.stream, 9))  # stale: must leave no gap
        await batcher.append(Append(guards=guard, events=[event]))

    seen: list[int] = []

    async def read() -> None:
        while len(seen) < total * 49 // 50:
            rows = await counters.pool.fetch(
                "SELECT pos FROM es.event WHERE part = 1 AND pos > $1 ORDER BY pos LIMIT 500",
                seen[-1] if seen else 0,
            )
            seen.extend(row["pos"] for row in rows)
            await asyncio.sleep(0)

    reader = asyncio.create_task(read())
    for start in range(0, total // 2, 500):
        numbers = range(start, start + 500)
        await asyncio.gather(
            *(write(counters.batcher, "a", number) for number in numbers),
            *(write(other, "b", number) for number in numbers),
        )
    await asyncio.wait_for(reader, 60)
    await other.stop()
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) == total * 49 // 50


META = (
    b'{"effective":{"start":"2026-01-01T00:00:00Z","end":"2026-01-01T00:00:00Z",'
    b'"precision":"instant"},"actor":{"id":"system","role":"system"},"correlation":"x"}'
)


async def test_slow_and_failing_transactions_leave_no_gap(counters: Counters) -> None:
    """Others hold transactions open or roll back after appending; positions stay gapless."""

    async def append_then(end: str) -> None:
        connection = await asyncpg.connect(counters.database.url)
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("SELECT set_config('luodi.story', $1, true)", end)
        await connection.fetch(
            "SELECT * FROM es.append_batch(1, ARRAY[NULL]::text[], ARRAY[NULL]::uuid[],"
            " ARRAY['']::bytea[], ARRAY[NULL]::interval[], ARRAY['']::bytea[], ARRAY[1], ARRAY[1],"
            " ARRAY[$1]::text[], ARRAY[0], ARRAY[$1]::text[], ARRAY[$2]::uuid[],"
            " ARRAY['Counted'], ARRAY[1]::smallint[], ARRAY['{}']::bytea[], ARRAY[$3]::bytea[])",
            f"counter-{uuid4()}",
            uuid4(),
            META,
        )
        await connection.execute("SELECT pg_sleep(0.02)")
        if end == "commit":
            await transaction.commit()
        else:
            await transaction.rollback()
        await connection.close()

    ends = ["commit", "rollback"] * 15
    await asyncio.gather(
        *(append_then(end) for end in ends), *(counters.count(f"n{n}") for n in range(200))
    )
    rows = await counters.pool.fetch("SELECT pos FROM es.event ORDER BY pos")
    assert [row["pos"] for row in rows] == list(range(1, 216))


async def test_two_processes_on_one_partition_both_progress(counters: Counters) -> None:
    async with counters_on(counters.database) as second:
        stop = asyncio.get_running_loop().time() + 1.5

        async def write(mine: Counters, name: str) -> int:
            made = 0
            while asyncio.get_running_loop().time() < stop:
                await mine.count(f"{name}{made}")
                made += 1
            return made

        made = await asyncio.gather(
            *(write(counters, f"a{n}-") for n in range(8)),
            *(write(second, f"b{n}-") for n in range(8)),
        )
    first, other = sum(made[:8]), sum(made[8:])
    assert min(first, other) > 0.25 * max(first, other)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO es.event SELECT * FROM es.event",
        "INSERT INTO es.event_1 SELECT * FROM es.event_1",
        "UPDATE es.event SET type = 'X'",
        "DELETE FROM es.event",
        "DELETE FROM es.event_1",
        "TRUNCATE es.event",
        "TRUNCATE es.event_1",
        "DELETE FROM es.command",
        "UPDATE es.partition SET genesis = sha256('x')",
        "ALTER TABLE es.event DISABLE TRIGGER ALL",
        "CREATE TABLE es.mine (id int)",
        "SELECT es.link('',1,1,gen_random_uuid(),'',1,'',1::smallint,1,'','')",
    ],
)
async def test_the_service_can_do_nothing_but_append(counters: Counters, statement: str) -> None:
    await counters.count("a")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await counters.pool.execute(statement)


@pytest.mark.parametrize("verb", ["UPDATE {} SET type = 'X'", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["es.event", "es.event_1"])
async def test_even_the_superuser_meets_the_triggers(
    counters: Counters, verb: str, table: str
) -> None:
    await counters.count("a")
    admin = await asyncpg.connect(counters.database.admin_url)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="history cannot be changed"):
        await admin.execute(verb.format(table))
    await admin.close()


async def test_recorded_time_and_position_agree(counters: Counters) -> None:
    await asyncio.gather(*(counters.count(f"n{number}") for number in range(100)))
    events = await EventStore(counters.pool, CODEC).after(0, 1000)
    times = [event.recorded_at for event in events]
    assert times == sorted(times)


async def test_the_position_at_a_moment_waits_for_appends_under_way(counters: Counters) -> None:
    await counters.count("a")
    [first] = await counters.store.after(0, 10)
    assert await counters.store.position_at(first.recorded_at) == 1
    await counters.count("a")
    assert await counters.store.position_at(first.recorded_at) == 1
