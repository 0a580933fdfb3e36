"""A history with anchors, what a superuser can do to it, and ways to verify it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from luodi.verify import verify_dump
from luodi.verify_online import dump, verify_service
from luodi.verify_report import Report
from shared.adapters import broker as bus
from shared.adapters.notary import Notary
from shared.adapters.relay import Relay
from shared.adapters.settings import Settings
from tests.adapters.conftest import Counters

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
AT = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass
class Case:
    """A history with anchors, and ways to look at it."""

    counters: Counters
    folder: Path
    settings: Settings

    @property
    def anchors(self) -> Path:
        return self.folder / "anchors"

    async def anchor(self, key: Ed25519PrivateKey = KEY) -> None:
        counters = self.counters
        notary = Notary("leads", counters.store, counters.commands, self.anchors)
        notary._anchored = notary.newest()
        assert await notary.anchor(key, AT)

    async def by_superuser(self, statements: str) -> None:
        """Change history as nobody may: the triggers have to be put out of the way first."""
        admin = await asyncpg.connect(self.counters.database.admin_url)
        for table in ("es.event", "es.event_1"):
            await admin.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        await admin.execute(statements)
        await admin.close()

    async def verified(self, *keys: str) -> list[str]:
        """Verify online; the lines said and the exit status."""
        said: list[str] = []
        report = Report(keys, said.append)
        await verify_service(self.settings, self.anchors, report)
        status = report.result()
        return [*said, str(status)]

    async def verified_offline(self, name: str = "leads.dump") -> list[str]:
        said: list[str] = []
        path = self.folder / name
        assert await dump(["leads"], self.folder, path, said.append) == 0
        said.clear()
        status = verify_dump(path, self.anchors, Report((), said.append))
        return [*said, str(status)]

    async def findings(self) -> list[str]:
        """What is said of the chain, the same online and offline."""
        online, offline = await self.verified(), await self.verified_offline()
        assert online == offline
        assert online[-2:] == ["校验未通过。", "1"]
        return [line.removeprefix("  - ") for line in online[:-3]]


async def anchored_history(
    counters: Counters, broker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Case:
    """Twelve events in three streams and two anchors: at 6 (event 7) and at 10 (event 11)."""
    environment = {
        **counters.database.environment(),
        "LUODI_NATS_URL": broker,
        "LUODI_INTERNAL_TOKEN": "a token that only tests know",
        "LUODI_SOURCE_URN": "urn:cn:123700000000000000:system",
        "LUODI_ANCHOR_DIR": str(tmp_path / "anchors"),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    made = Case(counters, tmp_path, Settings.from_environment("leads", environment))
    for name in ("a", "b", "a", "c", "b", "a"):
        await counters.count(name, note=f"第{name}项")
    await made.anchor()
    for name in ("a", "b", "a"):
        await counters.count(name)
    await made.anchor()
    await counters.count("b")
    return made


async def relayed(case: Case, url: str) -> None:
    """Publish what is stored by now, as the service's relay does."""
    client = await bus.connect(url, "test")
    relay = Relay("leads", "urn", case.counters.store, client, lambda *_: None)
    await bus.ensure_stream(client.jetstream(), 1)
    await relay.resume()
    position, _ = await case.counters.store.head()
    await relay.publish_next()
    assert relay.position == position
    await client.close()
