"""The servers under everything: they start anywhere, keep what they hold, and leave nothing."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import nats
import pytest

from luodi.databases import newest
from luodi.embedded import ROOT, Nats, Postgres
from luodi.migrations import script
from luodi.names import Names, versions
from luodi.process import Account, Child, Program, descendants
from luodi.server import free_port, wait_until
from shared.adapters.settings import SERVICES, Service
from tests.harness.servers import Cluster, Database, start_nats, start_postgres

FreshDatabase = Callable[[Service], Awaitable[Database]]


def test_a_port_is_given_once_though_nobody_listens_there_yet() -> None:
    given = [free_port() for _ in range(500)]
    assert len(set(given)) == len(given)
    elsewhere = "from luodi.server import free_port; print(free_port())"
    asked = (sys.executable, "-c", elsewhere)
    others = {
        subprocess.run(asked, capture_output=True, check=True, cwd=ROOT).stdout for _ in range(3)
    }
    assert len(others) > 1, "each process begins somewhere else"


async def test_a_database_is_ready_in_a_moment(fresh_database: FreshDatabase) -> None:
    await fresh_database("leads")
    begun = time.perf_counter()
    await fresh_database("leads")
    assert time.perf_counter() - begun < 0.5


async def test_databases_share_nothing(fresh_database: FreshDatabase) -> None:
    first, second = await fresh_database("leads"), await fresh_database("leads")
    connection = await asyncpg.connect(first.url)
    await connection.execute("CREATE TABLE own.mark (id int)")
    await connection.close()
    connection = await asyncpg.connect(second.url)
    assert await connection.fetchval("SELECT to_regclass('own.mark')") is None
    await connection.close()


@pytest.mark.parametrize("service", SERVICES)
async def test_every_service_may_little(fresh_database: FreshDatabase, service: Service) -> None:
    database = await fresh_database(service)
    connection = await asyncpg.connect(database.url)
    assert await connection.fetchval("SELECT count(*) FROM es.event") == 0
    await connection.execute("CREATE TABLE own.mark (id int); CREATE TABLE view.mark (id int)")
    for statement in (
        "DELETE FROM es.event",
        "TRUNCATE es.event",
        "CREATE TABLE es.mark (id int)",
        "CREATE TABLE public.mark (id int)",
        "ALTER TABLE es.event DISABLE TRIGGER ALL",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    await connection.close()


async def test_no_service_enters_another_ones_database(fresh_database: FreshDatabase) -> None:
    leads, projects = await fresh_database("leads"), await fresh_database("projects")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(leads.url.replace(leads.name, projects.name))


async def test_provisioning_needs_no_superuser(own_postgres: Postgres) -> None:
    admin = await asyncpg.connect(own_postgres.admin_url)
    await admin.execute("CREATE ROLE chief LOGIN CREATEDB CREATEROLE PASSWORD 'word'")
    await admin.close()
    url = own_postgres.admin_url.replace(f"postgres:{own_postgres.password}@", "chief:word@")
    database = await Cluster(admin_url=url, password="other").fresh("access")
    connection = await asyncpg.connect(database.url)
    assert await connection.fetchval("SELECT service FROM es.partition") == "access"
    await connection.close()


@pytest.mark.parametrize("service", SERVICES)
def test_versions_are_numbered_in_the_order_they_are_applied(service: Service) -> None:
    rendered = script(Names.of(service), None)
    stems = sorted(path.stem for path in versions(service).glob("*.py"))
    found = [rendered.index(f"'{stem}'") for stem in stems]
    assert found == sorted(found)
    assert newest(service) == stems[-1]


async def test_brokers_share_nothing(broker: str, own_nats: Nats) -> None:
    for url in (broker, own_nats.url):
        client = await nats.connect(url)
        await client.jetstream().add_stream(name="LUODI", subjects=["luodi.v1.>"])
        ack = await client.jetstream().publish("luodi.v1.leads.1.X.lead-1", b"{}")
        assert ack.seq == 1
        await client.close()


async def test_killed_postgres_keeps_its_commits(own_postgres: Postgres) -> None:
    connection = await asyncpg.connect(own_postgres.admin_url)
    await connection.execute("CREATE TABLE kept (id int)")
    await connection.execute("INSERT INTO kept VALUES (7)")
    own_postgres.kill9()
    connection.terminate()
    port = own_postgres.port
    own_postgres.start()
    assert own_postgres.port == port
    connection = await asyncpg.connect(own_postgres.admin_url)
    assert await connection.fetchval("SELECT id FROM kept") == 7
    await connection.close()


async def test_restarted_nats_keeps_its_streams(own_nats: Nats) -> None:
    client = await nats.connect(own_nats.url)
    await client.jetstream().add_stream(name="KEPT", subjects=["kept"])
    await client.jetstream().publish("kept", b"1")
    await client.close()
    own_nats.restart()
    client = await nats.connect(own_nats.url)
    assert (await client.jetstream().stream_info("KEPT")).state.messages == 1
    await client.close()


def test_postgres_runs_in_a_folder_only_root_may_enter(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = start_postgres(closed / "postgres")
    assert Path(f"/proc/{server.pid}").stat().st_uid != 0 or os.geteuid() != 0
    server.restart()
    server.stop()
    assert server.child.ended == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="others run everything as themselves")
def test_another_account_reaches_programs_that_only_root_may_reach(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    program = Path(shutil.copy("/bin/true", closed))
    asked = (sys.executable, "-c", f"import os; print(os.getuid(), os.access({str(program)!r}, 1))")
    account = Account(uid=65534, gid=65534, reach=True)
    log = tmp_path / "log"
    for command in ((str(program),), asked):
        child = Child(Program(name="it", command=command, log=log, account=account))
        assert child.wait() == 0, log.read_text()
    assert log.read_text() == "65534 True\n"


_ORPHANED = """
import os, sys
from pathlib import Path
from tests.harness.servers import start_nats, start_postgres
folder = Path(sys.argv[1])
print(start_postgres(folder / "postgres").pid, start_nats(folder / "nats").pid, flush=True)
sys.stdin.read()
"""


def test_killing_the_one_who_started_them_leaves_no_server(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _ORPHANED, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as starter:
        assert starter.stdout
        servers = [int(pid) for pid in starter.stdout.readline().split()]
        everyone = servers + [pid for server in servers for pid in descendants(server)]
        starter.kill()
    assert len(everyone) > len(servers) == 2
    wait_until(
        lambda: not any(Path(f"/proc/{pid}").exists() for pid in everyone),
        within=20,
        problem=lambda: AssertionError(f"still there: {everyone}"),
    )
    successor = start_postgres(tmp_path / "postgres")
    successor.stop()


def test_a_server_that_fails_says_why(tmp_path: Path) -> None:
    first = start_nats(tmp_path / "nats")
    second = Nats(tmp_path / "other" / "nats", "p", port=first.port)
    with pytest.raises(Exception, match="address already in use"):
        second.start()
    first.stop()
