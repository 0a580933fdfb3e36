"""One installation: its folder with data, secrets and logs, and what its services are told."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit, urlunsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from luodi.provision import passwords
from luodi.server import HERE
from luodi.texts import text
from shared.adapters.settings import SERVICES, Service, Settings

SAMPLE_URN = "urn:cn:123700000000000000:system"


class AlreadyRunning(Exception):
    """Another process looks after this installation."""


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """Random words made at the first start, known to nobody else."""

    postgres: str
    nats: str
    internal_token: str
    databases: Mapping[str, str]

    @classmethod
    def fresh(cls) -> "Secrets":
        """Draw new ones; letters first, because NATS reads a word of digits as a number."""
        return cls(
            postgres=secrets.token_hex(24),
            nats=f"n{secrets.token_hex(24)}",
            internal_token=secrets.token_hex(24),
            databases={service: secrets.token_hex(24) for service in SERVICES},
        )


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where everything listens and is found in this run."""

    pid: int
    database_url: str
    nats_url: str
    http_port: int
    ports: Mapping[Service, int]

    @property
    def public_url(self) -> str:
        """What people type into a browser."""
        return os.environ.get("LUODI_PUBLIC_URL") or f"http://{HERE}:{self.http_port}"

    def service_url(self, service: Service) -> str:
        """Where a service itself answers."""
        return f"http://{HERE}:{self.ports[service]}"


class NotInstalled(Exception):
    """There is no installation to work on."""


class Installation:
    """The folder `.luodi` and what lies in it."""

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()
        self.logs = self.home / "log"
        self._run_file = self.home / "run.json"

    @property
    def is_sample(self) -> bool:
        """Whether it shows sample data and logins: unless SAMPLE=0."""
        return os.environ.get("SAMPLE") != "0"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the installation, so that it is started once."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRunning(self._who_holds_it()) from None
            yield

    def _who_holds_it(self) -> str:
        try:
            places = self.places()
        except FileNotFoundError:
            return text("already-starting", home=self.home)
        return text("already-running", url=places.public_url, pid=places.pid)

    def secrets(self) -> Secrets:
        """Return the installation's secrets, made when they are not there yet."""
        file = self.home / "secrets.json"
        if not file.exists():
            drawn = Secrets.fresh()
            with _private(file) as target:
                json.dump(drawn.__dict__, target)
        return Secrets(**json.loads(file.read_text()))

    def passwords(self) -> dict[Service, str | None]:
        """Return the passwords of the services' roles, as set by the user or drawn."""
        drawn, told = self.secrets().databases, passwords(os.environ)
        return {service: told[service] or drawn[service] for service in SERVICES}

    def signing_key(self) -> Path:
        """Return the Ed25519 key that anchors are signed with, made when it is not there yet."""
        file = self.home / "keys" / "anchor.pem"
        if not file.exists():
            file.parent.mkdir(mode=0o700, exist_ok=True)
            key = Ed25519PrivateKey.generate()
            pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            with _private(file) as target:
                target.write(pem.decode())
        return file

    def remember(self, places: Places) -> None:
        """Write down where everything is, for the other commands."""
        with _private(self._run_file) as target:
            json.dump(places.__dict__, target, indent=2)

    def places(self) -> Places:
        """Where everything is, or was when it last ran."""
        return Places(**json.loads(self._run_file.read_text()))

    def settings(self, service: Service) -> Settings:
        """What a service of this installation is told, for commands that work on its data."""
        try:
            environment = {**os.environ, **self.environment(service, self.places())}
        except FileNotFoundError:
            raise NotInstalled(text("not-installed", home=self.home)) from None
        return Settings.from_environment(service, environment)

    def environment(self, service: Service, places: Places) -> dict[str, str]:
        """What a service is told; what the user has set in the environment stays as set."""
        urls = ",".join(f"{name}={places.service_url(name)}" for name in SERVICES)
        ours = {
            "LUODI_INTERNAL_TOKEN": self.secrets().internal_token,
            "LUODI_PUBLIC_URL": places.public_url,
            "LUODI_SOURCE_URN": SAMPLE_URN,
            "LUODI_ANCHOR_DIR": str(self.home / "anchors"),
            "LUODI_STATE_DIR": str(self.home / "state" / service),
            "LUODI_SIGNING_KEY_FILE": str(self.signing_key()),
            "LUODI_SAMPLE_LOGINS": "1" if self.is_sample else "0",
        }
        fixed = {
            "LUODI_DATABASE_URL": without_login(places.database_url),
            "LUODI_DATABASE_PASSWORD": self.passwords()[service] or "",
            "LUODI_ADMIN_DATABASE_URL": "",  # is no service's business
            "LUODI_NATS_URL": places.nats_url,
            "LUODI_HOST": HERE,
            "LUODI_PORT": str(places.ports[service]),
            "LUODI_SERVICE_URLS": urls,
        }
        return {**{name: os.environ.get(name) or value for name, value in ours.items()}, **fixed}


def settings_of(service: Service, home: Path) -> Settings:
    """Return what a command needs to work on a service's data.

    The environment says it all where a service runs on its own; else the installation in `home`.
    """
    if os.environ.get("LUODI_DATABASE_URL") and os.environ.get("LUODI_NATS_URL"):
        return Settings.from_environment(service)
    return Installation(home).settings(service)


def without_login(url: str) -> str:
    """Return the address without user and password."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _private(file: Path) -> IO[str]:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.fdopen(descriptor, "w")
