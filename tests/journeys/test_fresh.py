"""A newcomer's two commands: a fresh clone, an empty home, no caches, a bare PATH.

Of the machine only this is kept: where Python 3.11 lies, and how the packages are reached.
"""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx
import pytest

from luodi.databases import admin_database
from luodi.embedded import ROOT
from luodi.installation import Installation
from luodi.names import Names
from luodi.server import HERE, free_port, is_free, wait_until
from luodi.texts import text
from shared.adapters.settings import SERVICES

pytestmark = [pytest.mark.fresh, pytest.mark.timeout(5400)]
_UP = text("how-to-stop")
_KEPT = re.compile(
    r"(https?|no|all)_proxy|ssl_cert_(file|dir)|\w+_ca_bundle|lang|term"
    r"|pip_(cert|proxy|index_url|extra_index_url|find_links|trusted_host|default_timeout)"
    r"|uv_(default_index|index|index_url|extra_index_url|find_links|insecure_host)",
    re.IGNORECASE,
)
_TO_KEEP_THINGS = {".cache", ".config", ".local"}

Histories = dict[str, list[bytes]]


@dataclass(frozen=True)
class Newcomer:
    """Somebody who has cloned the project and nothing else."""

    clone: Path
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """Home and caches of one's own, still empty; on the PATH Python and the system's tools."""
        caches = self.home / ".cache"
        kept = {name: value for name, value in os.environ.items() if _KEPT.fullmatch(name)}
        return kept | {
            "HOME": str(self.home),
            "PATH": f"{sys.base_prefix}/bin:/usr/bin:/bin",
            "XDG_CACHE_HOME": str(caches),
            "PIP_CACHE_DIR": str(caches / "pip"),
            "UV_CACHE_DIR": str(caches / "uv"),
            "npm_config_cache": str(caches / "npm"),
        }


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Newcomer:
    folder = tmp_path_factory.mktemp("fresh")
    made = Newcomer(folder / "luodi", folder / "home")
    made.home.mkdir()
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(made.clone)], check=True)
    return made


@contextmanager
def make_up(newcomer: Newcomer, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `make up` as a terminal would, until all is there and it says how to stop it."""
    log = newcomer.clone.parent / "up.log"
    begun = time.monotonic()
    with (
        log.open("wb") as output,
        subprocess.Popen(
            ["make", "up"],
            cwd=newcomer.clone,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=newcomer.environment | {"LUODI_HTTP_PORT": str(port)},
            start_new_session=True,
        ) as up,
    ):
        try:
            wait_until(
                lambda: _UP in log.read_text() or up.poll() is not None,
                within=1200,
                problem=lambda: AssertionError(log.read_text()),
            )
            assert up.poll() is None, log.read_text()
            print(f"make up: ready after {time.monotonic() - begun:.1f} s")  # noqa: T201 - a figure
            yield up
        finally:
            if up.poll() is None:
                os.killpg(up.pid, signal.SIGTERM)


def ctrl_c(up: "subprocess.Popen[bytes]") -> None:
    """Interrupt make and everything else that listens to this terminal."""
    os.killpg(up.pid, signal.SIGINT)
    up.wait(60)


def test_make_up_twice_keeps_the_data_and_ctrl_c_leaves_nothing(newcomer: Newcomer) -> None:
    clone, port = newcomer.clone, free_port()
    with make_up(newcomer, port) as up:
        _everything_answers(port)
        assert {address.rpartition(":")[0] for address in _listening(clone)} == {HERE}
        before = asyncio.run(_histories(clone))
        assert all(before[service] for service in SERVICES if service != "notifications")
        ctrl_c(up)
    _nothing_runs(clone, port)
    with make_up(newcomer, port) as up:
        _everything_answers(port)
        assert text("sample-kept") in (clone.parent / "up.log").read_text()
        after = asyncio.run(_histories(clone))
        for service, hashes in before.items():
            assert after[service][: len(hashes)] == hashes, service
        ctrl_c(up)
    _nothing_runs(clone, port)
    assert {path.name for path in newcomer.home.iterdir()} <= _TO_KEEP_THINGS


def test_make_test(newcomer: Newcomer) -> None:
    done = subprocess.run(
        ["make", "test"],
        cwd=newcomer.clone,
        env=newcomer.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-10_000:] + done.stderr[-2_000:]
    assert " passed" in done.stdout
    assert _processes_of(newcomer.clone) == []


def _everything_answers(port: int) -> None:
    assert httpx.get(f"http://{HERE}:{port}/").status_code == 200
    for service in SERVICES:
        page = httpx.get(f"http://{HERE}:{port}/api/v1/openapi/{service}.json")
        assert page.status_code == 200


def _nothing_runs(clone: Path, port: int) -> None:
    assert _processes_of(clone) == []
    assert is_free(port)


async def _histories(clone: Path) -> Histories:
    """Return the hashes of every service's events, in order: they cover all that was stored."""
    places = Installation(clone / ".luodi").places()
    found: Histories = {}
    for service in SERVICES:
        database = admin_database(f"{places.database_url}/postgres", Names.of(service).database)
        connection = await asyncpg.connect(database)
        rows = await connection.fetch("SELECT hash FROM es.event ORDER BY pos")
        found[service] = [row["hash"] for row in rows]
        await connection.close()
    return found


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
