"""`luodi rebuild`: made anew beside the live views, proven equal, swapped while all goes on."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from luodi.__main__ import main
from luodi.bus import Lacking
from luodi.rebuild import published, rebuild
from luodi.rebuilding import Busy, NoViews
from shared.adapters import broker as bus
from shared.adapters.command_handler import Context, Part
from shared.adapters.runtime import ServiceSpec, assemble, dismantle
from shared.adapters.settings import Settings
from shared.adapters.views import SCHEMA
from shared.contracts.envelope import SEQUENCE_HEADER, STREAM, sequence_text, subject_of
from tests.adapters.counter import COUNTER, count
from tests.adapters.counting_services import LEADS, PROJECTS
from tests.adapters.test_unreadable import is_anchored
from tests.harness.polling import until
from tests.harness.servers import Cluster
from tests.harness.services import Installation, Served, prepared

VIEWS = ("counter", "heard", "timer", "checkpoint")


@pytest.fixture
async def running(cluster: Cluster, broker: str, tmp_path: Path) -> AsyncIterator[Installation]:
    """Two services that count; leads hears both."""
    made = prepared(broker, tmp_path)
    await made.start("leads", await cluster.fresh("leads"), LEADS)
    await made.start("projects", await cluster.fresh("projects"), PROJECTS)
    yield made
    await made.stop()


async def count_in(running: Installation, service: str, name: str, note: str = "") -> None:
    await running.services[service].runtime.commands.handle(
        Part(COUNTER, name), count(1, note), Context(correlation=name), creates=True
    )


async def some_history(running: Installation) -> None:
    for number in range(60):
        await count_in(running, "leads", f"l{number % 7}", f"note {number}")
        await count_in(running, "projects", f"p{number % 5}")
    for service in running.services.values():
        await until(partial(is_anchored, service))
    await running.settled()


@asynccontextmanager
async def rebuilt(settings: Settings, spec: ServiceSpec[Any] = LEADS) -> AsyncIterator[Any]:
    """A runtime beside the one that serves, as the command line has it."""
    runtime = await assemble(spec, settings)
    try:
        async with published(settings) as events:
            yield runtime.views, events, settings.database_url
    finally:
        await dismantle(runtime)


async def rebuild_of(
    running: Installation, service: str, *, accept: bool = False
) -> tuple[bool, list[str]]:
    said: list[str] = []
    spec = {"leads": LEADS, "projects": PROJECTS}[service]
    async with rebuilt(running.services[service].settings, spec) as parts:
        return await rebuild(*parts, accept=accept, say=said.append), said


async def rows(running: Installation, table: str, service: str = "leads") -> list[Any]:
    query = f"SELECT t::text FROM {SCHEMA}.{table} t ORDER BY 1"
    return [row["t"] for row in await running.services[service].runtime.pool.fetch(query)]


async def schemas(running: Installation) -> set[str]:
    found = await running.services["leads"].runtime.pool.fetch(
        "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'view%'"
    )
    return {row["nspname"] for row in found}


async def test_what_is_made_anew_is_equal_and_takes_the_place(running: Installation) -> None:
    await some_history(running)
    before = [await rows(running, table) for table in VIEWS]
    swapped, said = await rebuild_of(running, "leads")
    assert swapped, said
    leads, projects = [(await s.runtime.store.head())[0] for s in running.services.values()]
    assert said[0].startswith(f"leads：已从 {leads * 2 + projects} 条事件重建视图")
    assert said[1:5] == [
        "  counter：60 行一致",
        "  heard：12 行一致",
        "  timer：4 行一致",
        f"逐行比较：完全一致（heard-leads={leads}，heard-projects={projects}，leads={leads}）",
    ]
    assert before == [await rows(running, table) for table in VIEWS]
    assert await schemas(running) == {"view"}
    await count_in(running, "leads", "l0")
    await count_in(running, "projects", "p0")
    await running.settled()
    assert len(await rows(running, "counter")) == 61
    assert (await rebuild_of(running, "leads"))[0]


async def test_a_service_that_hears_nothing_keeps_its_place_on_the_bus(
    running: Installation,
) -> None:
    await some_history(running)
    before = await rows(running, "checkpoint", "projects")
    swapped, said = await rebuild_of(running, "projects")
    assert swapped, said
    assert await rows(running, "checkpoint", "projects") == before
    await count_in(running, "leads", "l0")
    await running.settled()


@asynccontextmanager
async def traffic(running: Installation) -> AsyncIterator[list[int]]:
    """Both services count and leads' view is read, without a break; yields what was read."""
    seen: list[int] = []

    async def write(service: str) -> None:
        for number in itertools.count():
            await count_in(running, service, f"w{number % 11}")

    async def read() -> None:
        while True:
            seen.append(await total_heard(running))
            await asyncio.sleep(0)

    tasks = [asyncio.create_task(task) for task in (write("leads"), write("projects"), read())]
    yield seen
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def total_heard(running: Installation) -> int:
    pool = running.services["leads"].runtime.pool
    return int(await pool.fetchval(f"SELECT sum(total) FROM {SCHEMA}.heard"))


async def total_counted(running: Installation) -> int:
    query = "SELECT count(*) FROM es.event WHERE type = 'Counted'"
    made = [await s.runtime.pool.fetchval(query) for s in running.services.values()]
    return sum(made)


async def test_it_works_while_the_service_writes_and_is_read(running: Installation) -> None:
    await some_history(running)
    async with traffic(running) as seen:
        outcomes = [await rebuild_of(running, "leads") for _ in range(3)]
    assert all(swapped for swapped, _ in outcomes), outcomes
    assert seen == sorted(seen)
    assert seen[-1] > 200
    await running.settled()
    assert await total_heard(running) == await total_counted(running)
    swapped, said = await rebuild_of(running, "leads")
    assert swapped, said


async def test_a_difference_is_shown_and_nothing_is_swapped(running: Installation) -> None:
    await some_history(running)
    pool = running.services["leads"].runtime.pool
    await pool.execute(f"UPDATE {SCHEMA}.counter SET total = 99 WHERE id = 'l3' AND version = 2")
    await pool.execute(f"DELETE FROM {SCHEMA}.heard WHERE subject = 'counter-p1'")
    wrong = await rows(running, "counter")
    swapped, said = await rebuild_of(running, "leads")
    assert not swapped
    assert "  counter：现行 60 行，其中 1 行只在现行视图，1 行只在重建视图" in said
    assert "  heard：现行 11 行，其中 0 行只在现行视图，1 行只在重建视图" in said
    assert [line for line in said if line.startswith("    - (l3,") and ",99," in line]
    assert "    + (projects,counter-p1,12)" in said
    assert said[-1] == "保留现行视图；如要以重建的为准，请加 --accept"
    assert await rows(running, "counter") == wrong
    assert await schemas(running) == {"view"}
    swapped, said = await rebuild_of(running, "leads", accept=True)
    assert swapped
    assert not [line for line in await rows(running, "counter") if ",99," in line]
    assert len(await rows(running, "heard")) == 12
    assert (await rebuild_of(running, "leads"))[0]


async def test_another_form_is_swapped_only_when_accepted(running: Installation) -> None:
    await some_history(running)
    pool = running.services["leads"].runtime.pool
    await pool.execute(f"UPDATE {SCHEMA}.form SET fingerprint = 'of an earlier version'")
    swapped, said = await rebuild_of(running, "leads")
    assert (swapped, said[1]) == (False, "表的结构与现行的不同，无法逐行比较")
    assert (await rebuild_of(running, "leads", accept=True))[0]
    assert (await rebuild_of(running, "leads"))[0]


async def test_that_a_timer_has_fired_is_not_forgotten(running: Installation) -> None:
    await some_history(running)
    pool = running.services["leads"].runtime.pool
    await pool.execute(f"UPDATE {SCHEMA}.timer SET fired_at = due_at WHERE stream = 'counter-l0'")
    before = await rows(running, "timer")
    assert [line for line in before if line.count("2030") == 2]
    assert (await rebuild_of(running, "leads"))[0]
    assert await rows(running, "timer") == before


async def test_what_the_bus_has_lost_comes_from_the_publishers(
    running: Installation, broker: str
) -> None:
    await some_history(running)
    client = await bus.connect(broker, "test")
    for sequence in (1, 2, 3, 50, 51):
        await client.jetstream().delete_msg(STREAM, sequence)
    await client.jetstream().publish("luodi.v1.leads.1.Junk.counter-a", b"not an event")
    swapped, said = await rebuild_of(running, "leads")
    assert swapped, said
    await client.jetstream().delete_stream(STREAM)
    swapped, said = await rebuild_of(running, "leads")
    assert swapped, said
    await client.close()


async def test_a_forged_message_is_believed_no_more_than_a_consumer_believes_it(
    running: Installation, broker: str
) -> None:
    """It stands on the bus before the true one of its position, under a header of its own."""
    client = await bus.connect(broker, "test")
    await count_in(running, "projects", "p0")
    await running.settled()
    true = bus.event_in(await client.jetstream().get_msg(STREAM, 1))
    false = true.model_copy(
        update={"service": "projects", "sequence": sequence_text(2), "data": {"by": 1000}}
    )
    subject = subject_of("projects", 1, false.eventname, false.subject)
    for headers in ({}, {SEQUENCE_HEADER: sequence_text(3)}):
        await client.jetstream().publish(subject, false.model_dump_json().encode(), headers=headers)
    await some_history(running)
    swapped, said = await rebuild_of(running, "leads")
    assert swapped, said
    assert await total_heard(running) == await total_counted(running)
    await client.close()


async def test_what_nobody_has_any_more_is_named(running: Installation, broker: str) -> None:
    await some_history(running)
    settings = running.services["leads"].settings
    await running.services["projects"].stop()
    await running.services["leads"].stop()
    client = await bus.connect(broker, "test")
    await client.jetstream().delete_stream(STREAM)
    await client.close()
    async with rebuilt(settings) as parts:
        with pytest.raises(Lacking) as lacking:
            await rebuild(*parts, say=lambda _: None)
    assert lacking.value.position == 1


async def test_one_rebuild_at_a_time(running: Installation) -> None:
    await some_history(running)
    other = await asyncpg.connect(running.services["leads"].settings.database_url)
    await other.execute("SELECT pg_advisory_lock(1819632489, -1)")
    with pytest.raises(Busy):
        await rebuild_of(running, "leads")
    await other.close()
    assert (await rebuild_of(running, "leads"))[0]


async def test_before_the_first_start_there_is_nothing_to_compare_with(
    cluster: Cluster, broker: str, tmp_path: Path
) -> None:
    database = await cluster.fresh("leads")
    environment = {**prepared(broker, tmp_path).environment, **database.environment()}
    async with rebuilt(Settings.from_environment("leads", environment)) as parts:
        with pytest.raises(NoViews):
            await rebuild(*parts, say=lambda _: None)


async def test_the_command_rebuilds_a_real_service(
    commanded: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await asyncio.to_thread(main, ["rebuild", commanded.name]) == 0
    assert "重建的视图已启用（" in capsys.readouterr().out
    monkeypatch.setenv("LUODI_DATABASE_NAME", "luodi_nowhere")
    assert await asyncio.to_thread(main, ["rebuild", commanded.name]) == 1
    assert "数据库无法访问" in capsys.readouterr().out
