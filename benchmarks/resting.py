"""The whole installation on this machine: how long it takes to start, what it takes when idle."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

from benchmarks.site import ROOT, Site
from benchmarks.table import Row
from luodi.process import Child, Program, descendants
from luodi.server import free_port
from luodi.texts import text
from shared.adapters.settings import SERVICES

BACKED_OFF = 10.0
WATCHED = 20.0
LONGEST_START = 1200.0
TARGET_MB = 900
TARGET_CPU = 3.0
_TICKS = os.sysconf("SC_CLK_TCK")
_MB = 1 << 20


async def up_rows(site: Site) -> list[Row]:
    """Until it says that it is ready, without the sample data: an empty folder, then again.

    `make up` calls just this once `.venv` is there. With --full also `make up` in a fresh clone,
    with a virtual environment of its own and nothing in any cache of packages.
    """
    folder = site.fresh_folder("up")
    made: list[Row] = []
    if site.is_full:
        made.append(_started("in a fresh clone, nothing cached", await _cold(folder)))
    first = await _until_ready(_command(folder))
    again = await _until_ready(_command(folder))
    made.append(_started("first start, an empty folder", first))
    made.append(_started("second start, the data is there", again))
    return made


async def idle_rows(site: Site) -> list[Row]:
    """With sample data, ten seconds after the last of it was entered: all processes, 20 seconds.

    Memory is the proportional set size (what several processes share counts once); the sum of the
    resident set sizes counts it as often as it is shared. Beside it the same servers with five bare
    services in place of ours.
    """
    folder = site.fresh_folder("idle")
    async with _running(_command(folder)) as up:
        await _said(up, "how-to-stop")
        await asyncio.sleep(BACKED_OFF)
        before, began = _cpu(up.pid), monotonic()
        await asyncio.sleep(WATCHED)
        share = 100 * (_cpu(up.pid) - before) / (monotonic() - began)
        everyone = [up.pid, *descendants(up.pid)]
        held, resident = _proportional(everyone), _resident(everyone)
        ours = _proportional(_named(everyone, [f"services.{name}" for name in SERVICES]))
    async with site.baseline() as bare:
        bare_held = _proportional([bare.child.pid])
    return [_memory(held, resident, held - ours + len(SERVICES) * bare_held), _cores(share)]


def _memory(held: int, resident: int, plain: int) -> Row:
    return Row(
        what="idle: memory of all processes",
        at="sample data",
        ours=f"{held // _MB} MB (sum of RSS {resident // _MB} MB)",
        baseline=f"{plain // _MB} MB with five bare services",
        ratio=held / plain,
        target=f"< {TARGET_MB} MB",
        met=held < TARGET_MB * _MB,
    )


def _cores(share: float) -> Row:
    return Row(
        what="idle: processor time of all processes",
        at=f"{WATCHED:.0f} s",
        ours=f"{share:.1f} % of a core",
        target=f"< {TARGET_CPU:.0f} %",
        met=share < TARGET_CPU,
    )


def _started(what: str, seconds: float) -> Row:
    return Row(what=f"make up: {what}", at="until ready", ours=f"{seconds:.1f} s")


def _command(folder: Path) -> Program:
    return Program(
        name="up",
        command=(sys.executable, "-m", "luodi", "up", "--home", str(folder / "home")),
        log=folder / "up.log",
        environment={"LUODI_HTTP_PORT": str(free_port())},
        folder=ROOT,
        stop_within=30,
    )


async def _cold(folder: Path) -> float:
    clone = folder / "clone"
    clone_it = ["git", "clone", "--quiet", str(ROOT), str(clone)]
    await asyncio.to_thread(subprocess.run, clone_it, check=True)
    caches = {name: str(folder / "cache") for name in ("UV_CACHE_DIR", "PIP_CACHE_DIR")}
    program = Program(
        name="make-up",
        command=(shutil.which("make") or "make", "up"),
        log=folder / "make-up.log",
        environment={"LUODI_HTTP_PORT": str(free_port()), "VIRTUAL_ENV": "", **caches},
        folder=clone,
        stop_within=60,
    )
    return await _until_ready(program)


async def _until_ready(program: Program) -> float:
    began = monotonic()
    async with _running(program) as up:
        await _said(up, "ready")
        seconds = monotonic() - began
        await _said(up, "how-to-stop")
    return seconds


@asynccontextmanager
async def _running(program: Program) -> AsyncIterator[Child]:
    program.log.unlink(missing_ok=True)
    up = Child(program)
    try:
        yield up
    finally:
        await asyncio.to_thread(up.stop)


async def _said(up: Child, code: str) -> None:
    """Wait until it has said this."""
    words, deadline = text(code, url="").strip(": "), monotonic() + LONGEST_START
    while words not in (said := up.program.log.read_text()):
        if up.ended is not None or monotonic() > deadline:
            raise RuntimeError(said[-3000:])
        await asyncio.sleep(0.05)


def _cpu(root: int) -> float:
    """Seconds of processor time used so far by a process and all that ever came from it."""
    ticks = 0
    for pid in (root, *descendants(root)):
        words = _read(pid, "stat").rpartition(")")[2].split()
        ticks += sum(int(word) for word in words[11:15])
    return ticks / _TICKS


def _proportional(pids: Iterable[int]) -> int:
    return sum(_bytes(_read(pid, "smaps_rollup"), "Pss:") for pid in pids)


def _resident(pids: Iterable[int]) -> int:
    return sum(_bytes(_read(pid, "smaps_rollup"), "Rss:") for pid in pids)


def _bytes(rollup: str, name: str) -> int:
    return sum(1024 * int(line.split()[1]) for line in rollup.splitlines() if line.startswith(name))


def _named(pids: Iterable[int], words: Iterable[str]) -> list[int]:
    return [pid for pid in pids if any(word in _read(pid, "cmdline") for word in words)]


def _read(pid: int, name: str) -> str:
    """Read about a process; nothing when it has just ended."""
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
