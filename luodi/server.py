"""A server of ours as a child process: start, wait, stop, kill, start again on the same port."""

import secrets
import socket
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from itertools import count, islice
from pathlib import Path

from luodi.process import Child, Program
from luodi.texts import text

HERE = "127.0.0.1"
_PORTS = range(20_000, 32_000)  # below those the system gives to outgoing connections
_places = count(secrets.randbelow(len(_PORTS)))


class ServerError(Exception):
    """A server did not come up; the message ends with the last lines of its log."""


class Server(ABC):
    """One server: its address, and its life."""

    def __init__(self, name: str, port: int) -> None:
        self.name = name
        self.port = port
        self._child: Child | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """Where to reach it, with the credentials."""

    @abstractmethod
    def _program(self) -> Program: ...

    @abstractmethod
    def _is_ready(self) -> bool: ...

    @property
    def child(self) -> Child:
        """The running process."""
        if self._child is None:
            raise ServerError(text("server-not-started", name=self.name))
        return self._child

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self.child.pid

    @property
    def ready(self) -> bool:
        """Whether it answers now."""
        return self.child.ended is None and self._is_ready()

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.launch()
        self.wait_ready()

    def launch(self) -> None:
        """Start it without waiting, so that several can start at once."""
        self._child = Child(self._program())

    def wait_ready(self, within: float = 60.0) -> None:
        """Wait until it answers; raise ServerError when it ends or takes too long."""
        child = self.child
        wait_until(
            lambda: child.ended is not None or self.ready,
            within=within,
            problem=lambda: self._failure("server-too-slow"),
        )
        if child.ended is not None:
            raise self._failure("server-ended")

    def stop(self) -> None:
        """Stop it in good order; nothing happens when it does not run."""
        if self._child is not None:
            self._child.stop()

    def kill9(self) -> None:
        """Kill it and its own children at once, as a power cut would."""
        self.child.kill9()

    def restart(self) -> None:
        """Stop it if it runs, and start it again on the same port and data."""
        self.stop()
        self.start()

    def _failure(self, code: str) -> ServerError:
        return ServerError(text(code, name=self.name, log=tail(self.child.program.log)))


def free_port() -> int:
    """Find a port nobody listens on, below those the system gives to outgoing connections.

    A client that keeps asking for a dead port among those can end up connected to itself. Who asks
    may begin to listen much later: each process goes on from a place of its own, so that neither
    it nor another one is soon given the same.
    """
    for place in islice(_places, 200):
        if is_free(port := _PORTS[place % len(_PORTS)]):
            return port
    raise ServerError(text("no-free-port"))


def is_free(port: int) -> bool:
    """Say whether nobody listens on this port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HERE, port))
        except OSError:
            return False
    return True


def tail(log: Path, lines: int = 20) -> str:
    """Return the last lines of a log."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return ""


def wait_until(
    condition: Callable[[], bool], *, within: float, problem: Callable[[], Exception]
) -> None:
    """Poll until the condition holds; raise the problem when it does not in time."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            raise problem()
        time.sleep(0.01)
