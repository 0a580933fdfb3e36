"""`luodi up`: the whole of it on this machine, in the foreground, until Ctrl-C."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from luodi import sample
from luodi.embedded import Nats, Postgres
from luodi.front import Caddy, ServiceProcess
from luodi.installation import AlreadyRunning, Installation, Places
from luodi.provision import provision_all
from luodi.server import ServerError, free_port, is_free
from luodi.supervisor import StopRequested, Supervisor, stopping_on_signals
from luodi.texts import text
from shared.adapters.settings import PORTS, SERVICES

# What is done in a sample installation once everything answers; each returns the lines to show.
SAMPLE_STEPS: tuple[Callable[[Installation], Iterable[str]], ...] = (sample.fill,)

_PORTS = range(1, 65_536)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the data lies; everything else comes from the environment."""
    parser.add_argument("--home", type=Path, default=Path(".luodi"), help=text("home-help"))


def run(args: argparse.Namespace) -> int:
    """Start everything, stay, stop everything."""
    installation = Installation(args.home)
    try:
        with stopping_on_signals(), installation.held():
            return _run(installation)
    except StopRequested:
        return 0
    except (AlreadyRunning, ServerError) as problem:
        print(problem, file=sys.stderr)
        return 1


def _run(installation: Installation) -> int:
    supervisor = Supervisor(_say)
    try:
        _start(installation, supervisor)
        supervisor.watch()
    except StopRequested:
        _say(text("stopping"))
    finally:
        supervisor.stop()
    _say(text("stopped"))
    return 0


def _start(installation: Installation, supervisor: Supervisor) -> None:
    http_port = _public_port()
    servers = _servers(installation)
    supervisor.start(*servers.values())
    places = _places(servers, http_port)
    installation.remember(places)
    for done in asyncio.run(provision_all(_admin_url(servers), installation.passwords())):
        if done.changed:
            _say(done.line())
    logs = installation.logs
    supervisor.start(
        *(
            ServiceProcess(
                service,
                places.ports[service],
                installation.environment(service, places),
                logs / f"{service}.log",
            )
            for service in SERVICES
        )
    )
    supervisor.start(
        Caddy(http_port, places.ports, installation.home / "caddy", logs / "caddy.log")
    )
    _say(text("ready", url=places.public_url))
    for step in SAMPLE_STEPS if installation.is_sample else ():
        for line in step(installation):
            _say(line)
    _say(text("how-to-stop"))


def _servers(installation: Installation) -> dict[str, Postgres | Nats]:
    """PostgreSQL and NATS, unless the environment says that they are there already."""
    secret, home = installation.secrets(), installation.home
    servers: dict[str, Postgres | Nats] = {}
    if not os.environ.get("LUODI_DATABASE_URL"):
        servers["postgres"] = Postgres(home / "postgres", secret.postgres)
    if not os.environ.get("LUODI_NATS_URL"):
        servers["nats"] = Nats(home / "nats", secret.nats)
    return servers


def _places(servers: dict[str, Postgres | Nats], http_port: int) -> Places:
    database, broker = servers.get("postgres"), servers.get("nats")
    return Places(
        pid=os.getpid(),
        database_url=database.url if database else os.environ["LUODI_DATABASE_URL"],
        nats_url=broker.url if broker else os.environ["LUODI_NATS_URL"],
        http_port=http_port,
        ports={name: port if is_free(port) else free_port() for name, port in PORTS.items()},
    )


def _admin_url(servers: dict[str, Postgres | Nats]) -> str:
    postgres = servers.get("postgres")
    if isinstance(postgres, Postgres):
        return postgres.admin_url
    admin_url = os.environ.get("LUODI_ADMIN_DATABASE_URL")
    if not admin_url:
        raise ServerError(text("admin-url-missing"))
    return admin_url


def _public_port() -> int:
    word = os.environ.get("LUODI_HTTP_PORT") or "8080"
    if not word.isdecimal() or int(word) not in _PORTS:
        raise ServerError(text("variable-invalid", name="LUODI_HTTP_PORT", value=word))
    if not is_free(int(word)):
        raise ServerError(text("http-port-taken", port=word))
    return int(word)


def _say(line: str) -> None:
    with suppress(OSError):  # the terminal may be gone
        print(line, flush=True)
