"""Child processes that can not outlive us: start, watch, stop, kill."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from luodi import launch

_LARGEST_LOG = 20_000_000


@dataclass(frozen=True, kw_only=True)
class Account:
    """Whom a program runs as; `reach` keeps the right to walk through root's folders."""

    uid: int
    gid: int
    reach: bool


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run, as whom, and how it wants to be asked to stop."""

    name: str
    command: tuple[str, ...]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    stop_within: float = 15.0


class Child:
    """A program while it runs, in a session of its own, so that a Ctrl-C reaches only us."""

    def __init__(self, program: Program) -> None:
        self.program = program
        _make_room(program.log)
        with program.log.open("ab") as log:
            self._popen = subprocess.Popen(
                [*_launcher(program), *program.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **program.environment},
                cwd=program.folder,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._popen.pid

    @property
    def ended(self) -> int | None:
        """The exit code (negative for a signal), or None while it runs."""
        return self._popen.poll()

    def wait(self) -> int:
        """Wait until it ends by itself; return the exit code."""
        return self._popen.wait()

    def stop(self) -> int:
        """Ask it to stop, wait as long as it may take, then kill what is left."""
        if self.ended is None:
            self._popen.send_signal(self.program.stop_signal)
            try:
                return self._popen.wait(self.program.stop_within)
            except subprocess.TimeoutExpired:
                self.kill9()
        return self._popen.wait()

    def kill9(self) -> None:
        """Kill it and everything it started, giving none of them a last word."""
        family = [self.pid, *descendants(self.pid)] if self.ended is None else []
        for pid in family:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._popen.wait()


def _launcher(program: Program) -> list[str]:
    account = program.account
    who = f"{account.uid}:{account.gid}:{int(account.reach)}" if account else "-"
    python = [sys.executable, "-I", "-S", launch.__file__]
    return [*python, str(os.getpid()), str(int(program.death_signal)), who]


def _make_room(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LARGEST_LOG:
        log.replace(log.with_suffix(".old.log"))


def descendants(pid: int) -> list[int]:
    """Return the processes that came from this one, parents before children."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        for task in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            try:
                children = [int(child) for child in task.read_text().split()]
            except OSError:
                continue
            found += children
            waiting += children
    return found
