"""Starts the parts of an installation in order, keeps them alive, stops them in reverse order."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from luodi.server import Server, ServerError
from luodi.texts import text

_LOOK_EVERY = 0.2
_SHORTEST_WAIT = 1.0
_LONGEST_WAIT = 30.0
_STEADY_AFTER = 60.0
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(BaseException):
    """Ctrl-C, or a signal that means the same."""


@dataclass(kw_only=True)
class _Watched:
    server: Server
    started: float
    wait: float = _SHORTEST_WAIT
    again_at: float | None = None
    coming_back: bool = False


class Supervisor:
    """The running parts, in the order they were started."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._watched: list[_Watched] = []

    def start(self, *servers: Server) -> None:
        """Start these at once and wait until each answers."""
        for server in servers:
            self._watched.append(_Watched(server=server, started=time.monotonic()))
            server.launch()
        for server in servers:
            server.wait_ready()

    def watch(self) -> None:
        """Start again what ends, ever more patiently, until StopRequested comes."""
        while True:
            for watched in self._watched:
                self._look_at(watched, time.monotonic())
            time.sleep(_LOOK_EVERY)

    def stop(self) -> None:
        """Stop everything, the last started first; a second Ctrl-C kills what is left."""
        remaining = [watched.server for watched in self._watched]
        try:
            while remaining:
                remaining[-1].stop()
                remaining.pop()
        except StopRequested:
            for server in reversed(remaining):
                server.kill9()

    def _look_at(self, watched: _Watched, now: float) -> None:
        if watched.again_at is not None:
            if now >= watched.again_at:
                self._start_again(watched, now)
        elif watched.server.child.ended is not None:
            self._mourn(watched, now)
        elif watched.coming_back and watched.server.ready:
            watched.coming_back = False
            self._say(text("part-restarted", name=watched.server.name))

    def _mourn(self, watched: _Watched, now: float) -> None:
        child = watched.server.child
        if now - watched.started > _STEADY_AFTER:
            watched.wait = _SHORTEST_WAIT
        said = {"name": child.program.name, "code": child.ended, "log": child.program.log}
        self._say(text("part-ended", wait=round(watched.wait), **said))
        self._postpone(watched, now)

    def _start_again(self, watched: _Watched, now: float) -> None:
        watched.again_at, watched.started, watched.coming_back = None, now, True
        try:
            watched.server.launch()
        except ServerError as problem:
            self._say(str(problem))
            self._postpone(watched, now)

    def _postpone(self, watched: _Watched, now: float) -> None:
        watched.again_at = now + watched.wait
        watched.wait = min(watched.wait * 2, _LONGEST_WAIT)


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Turn the signals that mean "stop" into StopRequested."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise StopRequested

    before = {number: signal.signal(number, stop) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
