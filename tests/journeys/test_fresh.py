"""A newcomer's two commands, in a fresh clone in an empty folder."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import httpx
import pytest

from luodi.databases import admin_database
from luodi.embedded import ROOT
from luodi.installation import Installation
from luodi.names import Names
from luodi.server import HERE, free_port, wait_until
from luodi.texts import text
from shared.adapters.settings import SERVICES

pytestmark = [pytest.mark.fresh, pytest.mark.timeout(5400)]
_READY = text("ready", url="").strip(": ")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh") / "luodi"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    return folder


@contextmanager
def make_up(clone: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `make up` as a terminal would, until it says that it is ready."""
    log = clone.parent / f"up-{time.monotonic_ns()}.log"
    begun = time.monotonic()
    with (
        log.open("wb") as output,
        subprocess.Popen(
            ["make", "up"],
            cwd=clone,
            stdout=output,
            stderr=output,
            env=_bare_environment() | {"LUODI_HTTP_PORT": str(port)},
            start_new_session=True,
        ) as up,
    ):
        wait_until(
            lambda: _READY in log.read_text() or up.poll() is not None,
            within=1200,
            problem=lambda: AssertionError(log.read_text()),
        )
        assert up.poll() is None, log.read_text()
        print(f"make up: ready after {time.monotonic() - begun:.1f} s")  # noqa: T201 - a figure
        yield up
        if up.poll() is None:
            os.killpg(up.pid, signal.SIGTERM)


def ctrl_c(up: "subprocess.Popen[bytes]") -> None:
    """Interrupt make and everything else that listens to this terminal."""
    os.killpg(up.pid, signal.SIGINT)
    up.wait(60)


def test_make_up_twice_keeps_the_data_and_ctrl_c_leaves_nothing(clone: Path) -> None:
    port = free_port()
    with make_up(clone, port) as up:
        assert httpx.get(f"http://{HERE}:{port}/").status_code == 200
        for service in SERVICES:
            page = httpx.get(f"http://{HERE}:{port}/api/v1/openapi/{service}.json")
            assert page.status_code == 200
        assert {address.rpartition(":")[0] for address in _listening(clone)} == {HERE}
        before = asyncio.run(_counted(clone))
        assert sum(before.values()) > 0
        ctrl_c(up)
    assert _processes_of(clone) == []
    with make_up(clone, port) as up:
        after = asyncio.run(_counted(clone))
        assert all(after[service] >= before[service] for service in SERVICES)
        assert after["leads"] == before["leads"]
        ctrl_c(up)
    assert _processes_of(clone) == []


def test_make_test(clone: Path) -> None:
    done = subprocess.run(
        ["make", "test"],
        cwd=clone,
        env=_bare_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-10_000:] + done.stderr[-2_000:]
    assert " passed" in done.stdout
    assert _processes_of(clone) == []


def _bare_environment() -> dict[str, str]:
    ours = ("LUODI_", "VIRTUAL_ENV", "PYTEST_", "MAKE", "MFLAGS", "COVERAGE")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


async def _counted(clone: Path) -> dict[str, int]:
    places = Installation(clone / ".luodi").places()
    counted: dict[str, int] = {}
    for service in SERVICES:
        database = admin_database(f"{places.database_url}/postgres", Names.of(service).database)
        connection = await asyncpg.connect(database)
        counted[service] = await connection.fetchval("SELECT count(*) FROM es.event")
        await connection.close()
    return counted


def _processes_of(clone: Path) -> list[str]:
    """The processes that run from the clone, or on its data."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            place = os.readlink(folder / "cwd")
        except OSError:
            continue
        if str(clone) in words or place.startswith(str(clone)):
            found.append(words)
    return found


def _listening(clone: Path) -> list[str]:
    """The addresses that the processes of the clone listen on."""
    inodes = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if str(clone) not in (folder / "cmdline").read_text():
                continue
            inodes |= {os.readlink(link) for link in (folder / "fd").iterdir()}
        except OSError:
            continue
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            columns = line.split()
            if columns[3] == "0A" and f"socket:[{columns[9]}]" in inodes:
                found.append(_readable(columns[1]))
    return found


def _readable(address: str) -> str:
    words, _, port = address.partition(":")
    octets = bytes.fromhex(words)[::-1]
    host = ".".join(str(octet) for octet in octets) if len(octets) == 4 else words
    return f"{host}:{int(port, 16)}"
