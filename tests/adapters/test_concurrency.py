"""Many at once: writers with their own connections, processes, a reader, clients that give up."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from shared.adapters.batcher import Append, Batcher, NewEvent
from shared.adapters.command_handler import Stale
from shared.kernel.identifiers import StreamKey
from tests.adapters.conftest import Counters, counters_on
from tests.adapters.lists import META
from tests.harness.polling import until
from tests.harness.services import Installation

ROOT = Path(__file__).parents[2]
LOCK = "SELECT pg_advisory_lock(1819632489, 1)"
BLOCKED = """
SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = $1
"""
ONE = """
SELECT * FROM es.append_batch(1, ARRAY[NULL]::text[], ARRAY[NULL]::uuid[], ARRAY['']::bytea[],
  ARRAY[NULL]::interval[], ARRAY['']::bytea[], ARRAY[1], ARRAY[1], ARRAY[$1]::text[], ARRAY[0],
  ARRAY[$1]::text[], ARRAY[$2]::uuid[], ARRAY['Counted'], ARRAY[1]::smallint[],
  ARRAY['{"by":1,"note":""}']::bytea[], ARRAY[$3]::bytea[])
"""


async def test_of_eight_writers_with_their_own_connections_one_wins_each_version(
    counters: Counters,
) -> None:
    await counters.count("a")
    won: Counter[int] = Counter()
    async with AsyncExitStack() as stack:
        writers = [
            await stack.enter_async_context(counters_on(counters.database)) for _ in range(8)
        ]
        for version in range(1, 21):
            tries = (writer.count("a", seen=version) for writer in writers)
            outcomes = await asyncio.gather(*tries, return_exceptions=True)
            lost = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
            assert [type(one) for one in lost] == [Stale] * 7
            won.update(
                number
                for number, outcome in enumerate(outcomes)
                if not isinstance(outcome, BaseException)
            )
    assert won.total() == 20
    versions = [event.version for event in await counters.store.stream(StreamKey("counter-a"))]
    assert versions == list(range(1, 22))


async def test_two_processes_that_append_to_one_partition_both_progress(counters: Counters) -> None:
    processes = [await process(counters.database.url, name) for name in ("a", "b")]
    for each in processes:
        assert await said(each) == "ready"
    for each in processes:
        await tell(each)
    await until_stored(counters, 800)
    for each in processes:
        await tell(each)
    made = [int(await said(each)) for each in processes]
    assert [await each.wait() for each in processes] == [0, 0]
    assert min(made) > 0.1 * max(made)
    rows = await counters.pool.fetch("SELECT pos FROM es.event ORDER BY pos")
    assert [row["pos"] for row in rows] == list(range(1, sum(made) + 1))


async def test_a_reader_sees_everything_once_past_slow_and_failing_transactions(
    counters: Counters,
) -> None:
    """Ten thousand appends, while others hold the partition for a while or take theirs back."""
    total = 10_000
    seen: list[int] = []
    over, nothing_follows = asyncio.Event(), asyncio.Event()
    second = Batcher(counters.database.url)
    await second.start()
    reader = asyncio.create_task(read(counters, seen, nothing_follows))
    trouble = [asyncio.create_task(disturb(counters, number, over)) for number in range(4)]
    for start in range(0, total, 1000):
        batchers = (counters.batcher, second)
        await asyncio.gather(
            *(write(batchers[number % 2], number) for number in range(start, start + 1000))
        )
    over.set()
    disturbed = [await each for each in trouble]
    nothing_follows.set()
    head, _ = await counters.store.head()
    await asyncio.wait_for(reader, 60)
    await second.stop()
    assert min(committed for committed, _ in disturbed) > 0
    assert min(taken_back for _, taken_back in disturbed) > 0
    assert head == total * 49 // 50 + sum(committed for committed, _ in disturbed)
    assert seen == list(range(1, head + 1))


async def test_a_client_that_gives_up_and_repeats_gets_the_first_answer(
    counting: Installation, specialist: httpx.AsyncClient
) -> None:
    """It hangs up while its act waits for the commit; the act is stored all the same, once."""
    service = counting.services["leads"]
    before, _ = await service.runtime.store.head()
    admin = await asyncpg.connect(service.database.admin_url)
    await admin.execute(LOCK)
    request: dict[str, Any] = {"json": {"amount": 2}, "headers": {"Idempotency-Key": '"once"'}}
    waiting = asyncio.create_task(specialist.post("/api/v1/leads", **request))
    await until_waiting(admin, service.database.name)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await admin.close()
    answers = [await specialist.post("/api/v1/leads", **request) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    stored = await service.runtime.store.after(before, 100)
    counted = [event for event in stored if event.stream.startswith("counter-")]
    assert [event.stream for event in counted] == [f"counter-{answers[0].json()['id']}"]


async def read(counters: Counters, seen: list[int], nothing_follows: asyncio.Event) -> None:
    """Ask for what follows, over and over, until nobody appends any more and nothing is left."""
    while True:
        ending = nothing_follows.is_set()
        found = await counters.store.after(seen[-1] if seen else 0, 500)
        seen.extend(event.position for event in found)
        if ending and not found:
            return


async def write(batcher: Batcher, number: int) -> None:
    stream = f"counter-n{number}"
    event = NewEvent(stream, uuid4(), "Counted", 1, b'{"by":1,"note":""}', META)
    guards = [(stream, 0), (stream, 9)] if number % 50 == 0 else [(stream, 0)]  # some are stale
    await batcher.append(Append(guards=guards, events=[event]))


async def disturb(counters: Counters, number: int, over: asyncio.Event) -> tuple[int, int]:
    """Append slowly, and take every other append back; count both."""
    connection = await asyncpg.connect(counters.database.url)
    ends = [0, 0]
    while not over.is_set() or 0 in ends:
        turn = sum(ends)
        transaction = connection.transaction()
        await transaction.start()
        await connection.fetch(ONE, f"counter-slow{number}-{turn}", uuid4(), META)
        await connection.execute("SELECT pg_sleep(0.02)")
        await (transaction.rollback() if turn % 2 else transaction.commit())
        ends[turn % 2] += 1
    await connection.close()
    return ends[0], ends[1]


async def until_waiting(admin: asyncpg.Connection, database: str) -> None:
    async def somebody_waits() -> bool:
        return bool(await admin.fetchval(BLOCKED, database))

    await until(somebody_waits, otherwise="nobody waits for the partition")


async def until_stored(counters: Counters, position: int) -> None:
    async def is_stored() -> bool:
        return (await counters.store.head())[0] >= position

    await until(is_stored, 60, "too little progress")


async def process(url: str, name: str) -> Process:
    command = (sys.executable, "-m", "tests.adapters.appending", url, name)
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE, stdout=PIPE)


async def tell(process: Process) -> None:
    """Give it the next line it waits for."""
    assert process.stdin is not None
    process.stdin.write(b"\n")
    await process.stdin.drain()


async def said(process: Process) -> str:
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()
