"""Anchors: the signed head of the chain, put where the database's owner cannot reach it.

A chain alone does not stop who can rewrite all of it. At a store's first events, then every minute
or thousand events, the notary signs position and head (Ed25519), writes the anchor into a folder
outside the database and stores it as an event, which is published like any other. The signed bytes
are laid down in docs/hash-chain.md.
"""

import asyncio
import json
import logging
import os
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from shared.adapters.batcher import PART, StoreUnavailable
from shared.adapters.command_handler import CommandHandler, Context, Part
from shared.adapters.event_store import EventStore
from shared.adapters.trouble import STORE_AWAY
from shared.kernel.asked import SYSTEM, Asked
from shared.kernel.decider import About, Decider
from shared.kernel.effective import Effective
from shared.kernel.hash_chain import signed_bytes
from shared.kernel.housekeeping import ChainAnchored

log = logging.getLogger(__name__)

SECONDS = 60
EVENTS = 1000
ALGORITHM = "ed25519"


def key_id(public: Ed25519PublicKey) -> str:
    """Name a public key: its raw bytes in base64."""
    return b64encode(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def load_key(path: Path) -> Ed25519PrivateKey:
    """Read the signing key, making one (readable by its owner only) when there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        pem = Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} holds no Ed25519 key")
    return key


class Notary:
    """Anchors one service's chain."""

    def __init__(
        self, service: str, store: EventStore[Any], commands: CommandHandler[Any], folder: Path
    ) -> None:
        self._service = service
        self._store = store
        self._commands = commands
        self._folder = folder / service
        self._anchored = 0

    async def run(self, key: Ed25519PrivateKey) -> None:
        """Anchor for ever: the first events at once, then after a minute or a thousand events."""
        self._anchored = self.newest()
        while True:
            for _ in range(SECONDS):
                await asyncio.sleep(1)
                if self._is_urgent((await self._head())[0]):
                    break
            try:
                await self.anchor(key, datetime.now(UTC))
            except (asyncpg.PostgresError, *STORE_AWAY, StoreUnavailable):
                log.exception("no anchor this time")

    def _is_urgent(self, position: int) -> bool:
        """Tell whether to wait no longer: much is not anchored, or nothing is."""
        return position - self._anchored >= EVENTS or (self._anchored == 0 and position > 0)

    def newest(self) -> int:
        """Return the newest position anchored in the folder."""
        names = [path.stem for path in self._folder.glob("*.json")]
        return max((int(name) for name in names if name.isdigit()), default=0)

    async def anchor(self, key: Ed25519PrivateKey, at: datetime) -> ChainAnchored | None:
        """Anchor the present head, unless nothing but the last anchor was added since."""
        position, head = await self._head()
        if position <= self._anchored + 1 and not await self._has_news():
            return None
        anchor = ChainAnchored(
            position=position,
            head=b64encode(head).decode(),
            algorithm=ALGORITHM,
            key_id=key_id(key.public_key()),
            signature=b64encode(
                key.sign(signed_bytes(self._service, PART, position, head))
            ).decode(),
        )
        self._write(anchor, at)
        await self._record(anchor, at)
        self._anchored = position
        return anchor

    async def _has_news(self) -> bool:
        """Tell whether what follows the last anchor is something else than its own event."""
        try:
            following = await self._store.after(self._anchored, 1)
        except (asyncpg.PostgresError, *STORE_AWAY):
            return False
        return any(not isinstance(one.event, ChainAnchored) for one in following)

    async def _head(self) -> tuple[int, bytes]:
        try:
            return await self._store.head()
        except (asyncpg.PostgresError, *STORE_AWAY):
            return self._anchored, b""

    def _write(self, anchor: ChainAnchored, at: datetime) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        content = {"service": self._service, "part": PART, **vars(anchor), "at": at.isoformat()}
        path = self._folder / f"{anchor.position}.json"
        unfinished = path.with_suffix(".tmp")
        unfinished.write_text(json.dumps(content, indent=1) + "\n")
        unfinished.replace(path)

    async def _record(self, anchor: ChainAnchored, at: datetime) -> None:
        decider: Decider[Asked, None, ChainAnchored] = Decider(
            category="anchor",
            initial=None,
            decide=lambda _, __: [anchor],
            evolve=lambda state, _: state,
            about=lambda _: About(),
        )
        command = Asked(by=SYSTEM, at=at, effective=Effective.at_instant(at))
        context = Context(correlation=f"anchor-{self._service}")
        await self._commands.handle(Part(decider, self._service), command, context, creates=True)
