"""Under what conditions was measured: asked of the machine and of the servers, never assumed."""

import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import asyncpg
import nats

from benchmarks.site import ROOT, Site

_SETTINGS = ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
_PACKAGES = ("asyncpg", "fastapi", "pydantic", "uvicorn", "uvloop", "nats-py")


async def taken(site: Site) -> Mapping[str, str]:
    """Return the conditions of this run."""
    server, settings = await _postgres(site)
    return {
        "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "commit": _commit(),
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / (1 << 30):.0f} GB",
        "system": f"{platform.system()} {platform.release()}",
        "load before": ", ".join(f"{load:.1f}" for load in os.getloadavg()) + " (1, 5, 15 minutes)",
        "Python": platform.python_version(),
        "PostgreSQL": f"{server} ({settings})",
        "NATS": await _nats(site),
        "packages": ", ".join(f"{name} {version(name)}" for name in _PACKAGES),
        "sizes": "all, a million included" if site.is_full else "without a million",
    }


async def _postgres(site: Site) -> tuple[str, str]:
    connection = await asyncpg.connect(site.postgres.admin_url)
    server = str(await connection.fetchval("SHOW server_version"))
    settings = [f"{name} {await connection.fetchval(f'SHOW {name}')}" for name in _SETTINGS]
    await connection.close()
    return server, ", ".join(settings)


async def _nats(site: Site) -> str:
    async with site.broker() as url:
        client = await nats.connect(url)
        found = client.connected_server_version
        await client.close()
    return (
        f"{found.major}.{found.minor}.{found.patch}, JetStream on disk, synced as it is by default"
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _commit() -> str:
    head = _git("rev-parse", "--short", "HEAD") or "unknown"
    changed = [line for line in _git("status", "--porcelain").splitlines() if line]
    return f"{head}, {len(changed)} files changed since" if changed else head


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()
