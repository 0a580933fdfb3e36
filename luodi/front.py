"""The five services and Caddy in front of them, as child processes."""

import http.client
import sys
from collections.abc import Mapping
from pathlib import Path

from luodi.embedded import CADDY, ROOT
from luodi.process import Program
from luodi.server import HERE, Server
from shared.adapters.settings import Service

CADDYFILE = ROOT / "deploy" / "Caddyfile"
SITE = ROOT / "deploy" / "site"


class ServiceProcess(Server):
    """`python -m services.<name>`, ready when it says so."""

    def __init__(
        self, service: Service, port: int, environment: Mapping[str, str], log: Path
    ) -> None:
        super().__init__(service, port)
        self._environment = environment
        self._log = log

    @property
    def url(self) -> str:
        """The service's own address."""
        return f"http://{HERE}:{self.port}"

    def _program(self) -> Program:
        return Program(
            name=self.name,
            command=(sys.executable, "-m", f"services.{self.name}"),
            log=self._log,
            environment=self._environment,
            folder=ROOT,
        )

    def _is_ready(self) -> bool:
        return answers(self.port, "/readyz")


class Caddy(Server):
    """The front door of an installation on this machine."""

    def __init__(self, port: int, ports: Mapping[Service, int], home: Path, log: Path) -> None:
        super().__init__("caddy", port)
        self._ports = ports
        self._home = home
        self._log = log

    @property
    def url(self) -> str:
        """What people type into a browser."""
        return f"http://{HERE}:{self.port}"

    def _program(self) -> Program:
        upstreams = {f"LUODI_{name.upper()}": f"{HERE}:{at}" for name, at in self._ports.items()}
        return Program(
            name=self.name,
            command=(str(CADDY), "run", "--config", str(CADDYFILE), "--adapter", "caddyfile"),
            log=self._log,
            environment={
                **upstreams,
                "LUODI_SITE": f"http://:{self.port}",
                "LUODI_BIND": HERE,
                "LUODI_STATIC": str(SITE),
                "XDG_DATA_HOME": str(self._home),
                "XDG_CONFIG_HOME": str(self._home),
            },
            folder=ROOT,
        )

    def _is_ready(self) -> bool:
        return answers(self.port, "/")


def answers(port: int, path: str) -> bool:
    """Say whether somebody on this port answers 200 to a GET of this path."""
    connection = http.client.HTTPConnection(HERE, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
