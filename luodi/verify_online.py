"""Verifying against the servers, and dumping what is to be verified elsewhere."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import time

import asyncpg

from luodi import chain_dump
from luodi.anchors import in_folder
from luodi.chain_dump import Unreadable
from luodi.chain_source import BusTrouble, OnBus, on_bus, source
from luodi.installation import NotInstalled, settings_of
from luodi.texts import text
from luodi.verify_report import Report, Say, taking
from shared.adapters.settings import Service, Settings, SettingsError

_TROUBLE = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


async def verify(
    services: Iterable[Service], home: Path, anchors: Path | None, report: Report
) -> int:
    """Verify the chains of these services as they are now."""
    for service in services:
        try:
            settings = settings_of(service, home)
            await verify_service(settings, anchors or settings.anchor_dir, report)
        except (NotInstalled, SettingsError) as problem:
            report.problem(str(problem))
            break
        except _TROUBLE as trouble:
            report.problem(text("database-away", service=service, trouble=trouble))
        except Unreadable:
            report.problem(text("events-unreadable", service=service))
    return report.result()


async def verify_service(settings: Settings, folder: Path, report: Report) -> None:
    """Verify one service; anchors and bus are read first: what they have seen must be there."""
    held = list(in_folder(folder, settings.service))
    bus = await _bus(settings, report.say)
    anchors = [*held, *((text("anchor-in-bus"), found) for found in bus.anchors)]
    async with source(settings) as opened:
        for chain in await opened.chains():
            following = report.follow(bus.beside(chain), anchors)
            await opened.copy(chain.part, taking(following))
            report.close(chain, following)


async def dump(services: Iterable[Service], home: Path, path: Path, say: Say = print) -> int:
    """Write everything that is needed to verify these services elsewhere."""
    try:
        with chain_dump.create(path, datetime.fromtimestamp(time(), UTC).isoformat()) as file:
            for service in services:
                settings = settings_of(service, home)
                bus = await _bus(settings, say)
                told = [{**found, "found_in": "bus"} for found in bus.anchors]
                async with source(settings) as opened:
                    for chain in await opened.chains():
                        beside = bus.beside(replace(chain, anchors=[*chain.anchors, *told]))
                        file.write(beside.line())
                        await opened.copy(chain.part, file.write)
    except (NotInstalled, SettingsError) as problem:
        say(str(problem))
        return 1
    except _TROUBLE as trouble:
        say(text("dump-failed", path=path, trouble=trouble))
        return 1
    say(text("dump-written", path=path))
    return 0


async def _bus(settings: Settings, say: Say) -> OnBus:
    try:
        return await on_bus(settings)
    except BusTrouble:
        say(text("bus-away", service=settings.service))
        return OnBus()
