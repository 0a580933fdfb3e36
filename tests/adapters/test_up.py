"""`luodi up`: what dies comes back, what is stopped leaves nothing, what cannot start says why."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from luodi.embedded import ROOT
from luodi.installation import Installation, NotInstalled, Places, settings_of
from luodi.process import descendants
from luodi.server import wait_until
from luodi.texts import text
from shared.adapters.settings import PORTS

_SUPERVISED = """
import sys
from pathlib import Path
from luodi.embedded import Nats, Postgres
from luodi.supervisor import StopRequested, Supervisor, stopping_on_signals
home = Path(sys.argv[1])
with stopping_on_signals():
    supervisor = Supervisor(lambda line: print(line, flush=True))
    try:
        supervisor.start(Postgres(home / "postgres", "word"), Nats(home / "nats", "word"))
        print("running", flush=True)
        supervisor.watch()
    except StopRequested:
        supervisor.stop()
"""


@contextmanager
def supervised(home: Path) -> Iterator[tuple["subprocess.Popen[str]", Callable[[str], None]]]:
    """Run PostgreSQL and NATS under a supervisor; also give a way to wait for its words."""
    with subprocess.Popen(
        [sys.executable, "-c", _SUPERVISED, str(home)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    ) as supervisor:
        output = supervisor.stdout
        assert output

        def hear(words: str) -> None:
            for line in output:
                if words in line:
                    return
            pytest.fail(f"ended without saying {words}")

        try:
            hear("running")
            yield supervisor, hear
        finally:
            supervisor.kill()


def _gone(pids: list[int]) -> None:
    wait_until(
        lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids),
        within=20,
        problem=lambda: AssertionError(f"still there: {pids}"),
    )


def _named(supervisor: "subprocess.Popen[str]", name: str) -> int:
    [pid] = [
        pid
        for pid in descendants(supervisor.pid)
        if Path(f"/proc/{pid}/stat").read_text().split()[3] == str(supervisor.pid)
        and name in Path(f"/proc/{pid}/comm").read_text()
    ]
    return pid


def test_what_dies_is_started_again(tmp_path: Path) -> None:
    with supervised(tmp_path) as (supervisor, hear):
        for name, process in (("nats", "nats-server"), ("postgres", "postgres")):
            killed = _named(supervisor, process)
            os.kill(killed, signal.SIGKILL)
            hear(f"[{name}] 意外退出")
            hear(text("part-restarted", name=name))
            assert _named(supervisor, process) != killed


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_leaves_no_process(tmp_path: Path, asked: signal.Signals) -> None:
    with supervised(tmp_path) as (supervisor, _):
        everyone = descendants(supervisor.pid)
        supervisor.send_signal(asked)
        assert supervisor.wait(30) == 0
        assert len(everyone) > 2
        _gone(everyone)


def test_killing_the_supervisor_leaves_no_process(tmp_path: Path) -> None:
    with supervised(tmp_path) as (supervisor, _):
        everyone = descendants(supervisor.pid)
        supervisor.kill()
        _gone(everyone)


def _up(home: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "luodi", "up", "--home", str(home)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_second_start_says_where_the_first_one_is(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    places = Places(
        pid=4711, database_url="postgresql://h", nats_url="nats://h", http_port=8099, ports=PORTS
    )
    with installation.held():
        installation.remember(places)
        refused = _up(tmp_path)
    assert refused.returncode == 1
    assert "http://127.0.0.1:8099" in refused.stderr
    assert "4711" in refused.stderr


def test_a_taken_port_is_said_and_nothing_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = _up(tmp_path, LUODI_HTTP_PORT=port)
    assert refused.returncode == 1
    assert text("http-port-taken", port=port) in refused.stderr
    assert not (tmp_path / "postgres").exists()


def test_a_port_that_is_none_is_said(tmp_path: Path) -> None:
    refused = _up(tmp_path, LUODI_HTTP_PORT="65536")
    assert refused.returncode == 1
    assert "LUODI_HTTP_PORT" in refused.stderr


def test_secrets_are_made_once_and_are_nobody_elses(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    assert installation.secrets() == installation.secrets()
    key = installation.signing_key()
    assert key.read_bytes() == installation.signing_key().read_bytes()
    for file in (tmp_path / "secrets.json", key):
        assert file.stat().st_mode & 0o077 == 0


def test_a_service_is_told_only_what_is_its_business(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    places = Places(
        pid=1,
        database_url="postgresql://postgres:of-the-superuser@127.0.0.1:5555",
        nats_url="nats://h",
        http_port=8099,
        ports=PORTS,
    )
    installation.remember(places)
    told = installation.environment("leads", places)
    others = installation.environment("access", places)
    assert "of-the-superuser" not in str(told)
    assert told["LUODI_DATABASE_PASSWORD"] != others["LUODI_DATABASE_PASSWORD"]
    settings = settings_of("leads", tmp_path)
    password = told["LUODI_DATABASE_PASSWORD"]
    assert (
        settings.database_url == f"postgresql://luodi_leads:{password}@127.0.0.1:5555/luodi_leads"
    )


def test_a_command_without_an_installation_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotInstalled, match="make up"):
        settings_of("leads", tmp_path)
