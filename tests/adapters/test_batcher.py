"""Group commit: who shares a commit shares nothing else, and a database that went comes back."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from luodi.embedded import Postgres
from shared.adapters.batcher import Append, Appended, Batcher, NewEvent, StoreUnavailable
from tests.adapters.conftest import Counters, counters_on
from tests.adapters.lists import META
from tests.harness.polling import eventually
from tests.harness.servers import Cluster

KEY = UUID("00000000-0000-4000-8000-000000000001")


def append_to(name: str, version: int = 0, **more: Any) -> Append:
    stream = f"counter-{name}"
    event = NewEvent(stream, uuid4(), "Counted", 1, b"{}", META)
    return Append(guards=[(stream, version)], events=[event], **more)


async def together(batcher: Batcher, *appends: Append) -> list[Appended | BaseException]:
    """Have these share a batch: they are all queued before the batcher is scheduled."""
    return await asyncio.gather(
        *(batcher.append(append) for append in appends), return_exceptions=True
    )


@pytest.mark.parametrize(
    "poison",
    [
        append_to("x", 1 << 40),
        append_to("lone surrogate \ud800"),
        append_to("nul \0"),
        append_to("x", client="\ud800", command_id=KEY),
    ],
    ids=["version too large", "no UTF-8", "nul", "client no UTF-8"],
)
async def test_what_cannot_be_stored_fails_alone(counters: Counters, poison: Append) -> None:
    good = [append_to(f"n{number}") for number in range(7)]
    outcomes = await together(counters.batcher, *good[:4], poison, *good[4:])
    failed = outcomes.pop(4)
    assert isinstance(failed, ValueError | asyncpg.PostgresError)
    assert [o.outcome for o in outcomes if isinstance(o, Appended)] == ["applied"] * 7
    assert (await counters.store.head())[0] == 7


async def test_a_stale_neighbour_and_a_moved_stream_in_one_batch(counters: Counters) -> None:
    """The second on a stream sees what the first did; the third, that expects it, goes through."""
    outcomes = await together(
        counters.batcher, append_to("a"), append_to("a"), append_to("a", 1), append_to("b")
    )
    found = [(o.outcome, o.first_pos) for o in outcomes if isinstance(o, Appended)]
    assert found == [("applied", 1), ("stale", 2), ("applied", 2), ("applied", 3)]
    stale = outcomes[1]
    assert isinstance(stale, Appended)
    assert (stale.stale_stream, stale.stale_version) == ("counter-a", 1)


async def test_a_guard_on_a_stream_not_written_is_kept(counters: Counters) -> None:
    async def guarded(name: str, version: int) -> str:
        write = append_to(name)
        guards = [("counter-a", version), *write.guards]
        return (await counters.batcher.append(Append(guards=guards, events=write.events))).outcome

    await counters.batcher.append(append_to("a"))
    assert await guarded("b", 1) == "applied"
    assert await guarded("c", 2) == "stale"
    assert [event.stream for event in await counters.store.after(0, 9)] == [
        "counter-a",
        "counter-b",
    ]


async def test_one_command_may_write_several_streams(counters: Counters) -> None:
    first, second = append_to("a"), append_to("b")
    both = Append(
        guards=[*first.guards, *second.guards],
        events=[*first.events, *second.events, *append_to("a").events],
    )
    done = await counters.batcher.append(both)
    assert (done.outcome, done.first_pos, done.events) == ("applied", 1, 3)
    events = await counters.store.after(0, 9)
    assert [(event.stream, event.version) for event in events] == [
        ("counter-a", 1),
        ("counter-b", 1),
        ("counter-a", 2),
    ]


async def test_a_repeat_in_the_same_batch_gets_the_first_answer(counters: Counters) -> None:
    same: dict[str, Any] = {"client": "p", "command_id": KEY, "fingerprint": b"x"}
    outcomes = await together(
        counters.batcher,
        append_to("a", answer=b"first", **same),
        append_to("b"),
        append_to("c", answer=b"second", **same),
        append_to("d", **(same | {"fingerprint": b"y"})),
    )
    found = [(o.outcome, o.first_pos, o.answer) for o in outcomes if isinstance(o, Appended)]
    assert found == [
        ("applied", 1, b"first"),
        ("applied", 2, b""),
        ("replayed", 1, b"first"),
        ("reused", 1, b"first"),
    ]


async def test_a_stale_try_with_a_key_leaves_the_key_free(counters: Counters) -> None:
    same: dict[str, Any] = {"client": "p", "command_id": KEY, "fingerprint": b"x"}
    first, second = await together(
        counters.batcher, append_to("a", 5, **same), append_to("a", **same)
    )
    assert isinstance(first, Appended)
    assert isinstance(second, Appended)
    assert (first.outcome, second.outcome) == ("stale", "applied")


async def test_more_than_one_batch_holds_is_stored_in_order(counters: Counters) -> None:
    outcomes = await together(counters.batcher, *(append_to(f"n{n}") for n in range(1000)))
    assert [o.first_pos for o in outcomes if isinstance(o, Appended)] == list(range(1, 1001))


async def test_a_lost_connection_is_said_and_made_again(counters: Counters) -> None:
    admin = await asyncpg.connect(counters.database.admin_url)
    await counters.batcher.append(append_to("a"))
    await admin.execute("SELECT pg_advisory_lock(1819632489, 1)")
    waiting = asyncio.create_task(together(counters.batcher, append_to("b"), append_to("c")))
    blocked = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = $1"
    pid = await eventually(lambda: admin.fetchval(blocked, counters.database.name))
    await admin.execute("SELECT pg_terminate_backend($1)", pid)
    outcomes = await waiting
    assert all(isinstance(outcome, StoreUnavailable) for outcome in outcomes)
    await admin.close()
    assert (await counters.batcher.append(append_to("b"))).first_pos == 2


async def test_a_database_that_restarts_is_found_again(own_postgres: Postgres) -> None:
    cluster = Cluster(admin_url=own_postgres.admin_url, password="x")
    async with counters_on(await cluster.fresh("leads")) as counters:
        await counters.batcher.append(append_to("a"))
        own_postgres.kill9()
        with pytest.raises(StoreUnavailable):
            await counters.batcher.append(append_to("b"))
        own_postgres.start()
        async with asyncio.timeout(20):
            while True:
                try:
                    done = await counters.batcher.append(append_to("b"))
                except StoreUnavailable:
                    await asyncio.sleep(0.05)
                else:
                    break
        assert done.first_pos == 2


async def test_stopping_commits_what_waits_and_takes_no_more(counters: Counters) -> None:
    other = Batcher(counters.database.url)
    await other.start()
    waiting = [asyncio.create_task(other.append(append_to(f"n{n}"))) for n in range(600)]
    await asyncio.sleep(0)
    await other.stop()
    assert [task.result().outcome for task in waiting] == ["applied"] * 600
    with pytest.raises(StoreUnavailable):
        await other.append(append_to("late"))
