"""Signing keys: made, kept and read here alone. An event names a key, it never holds one."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from services.notifications.delivery.signing import SECRET_BYTES, Secret
from shared.adapters.command_handler import KeyReused, NotThere, Stale
from shared.adapters.problems import Problem
from shared.kernel.rejected import Rejected

_KEEP = """
INSERT INTO own.endpoint_secret (key_id, endpoint_id, shared, seed, made_at)
VALUES ($1, $2, $3, $4, $5)
"""
_READ = "SELECT key_id, shared, seed FROM own.endpoint_secret WHERE key_id = ANY($1)"
_DROP = "DELETE FROM own.endpoint_secret WHERE key_id = $1"
REMEMBERED = 10_000

Keys = Sequence[tuple[str, datetime | None]]


def new_secret(key_id: str, random_bytes: Callable[[int], bytes]) -> Secret:
    """Make a key from fresh random bytes."""
    return Secret(key_id, random_bytes(SECRET_BYTES), random_bytes(SECRET_BYTES))


@dataclass
class Offer:
    """A key about to be named by an event; `taken` once one does."""

    taken: bool = False


class KeyRing:
    """The keys in the database, remembered: a key never changes."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._known: dict[str, Secret] = {}

    async def keep(self, secret: Secret, endpoint_id: str, at: datetime) -> None:
        """Store a key before the event that names it."""
        await self._pool.execute(_KEEP, secret.key_id, endpoint_id, secret.shared, secret.seed, at)

    @asynccontextmanager
    async def offered(self, secret: Secret, endpoint_id: str, at: datetime) -> AsyncIterator[Offer]:
        """Keep a key while a command that names it is carried out; drop it if that came to nothing.

        Where that is not known, because the store did not answer, the key stays.
        """
        await self.keep(secret, endpoint_id, at)
        offer = Offer()
        try:
            yield offer
        except (Rejected, Stale, KeyReused, NotThere, Problem):
            await self.drop(secret.key_id)
            raise
        if not offer.taken:
            await self.drop(secret.key_id)

    async def drop(self, key_id: str) -> None:
        """Forget a key that no event came to name."""
        await self._pool.execute(_DROP, key_id)

    async def signing(self, keys: Keys, at: datetime) -> list[Secret]:
        """Return those of an endpoint's keys that sign at a moment, the newest first."""
        current = [key_id for key_id, until in keys if until is None or until > at]
        await self._learn([key_id for key_id in current if key_id not in self._known])
        return [self._known[key_id] for key_id in reversed(current) if key_id in self._known]

    async def _learn(self, key_ids: Sequence[str]) -> None:
        if not key_ids:
            return
        if len(self._known) > REMEMBERED:
            self._known.clear()
        for row in await self._pool.fetch(_READ, list(key_ids)):
            self._known[row["key_id"]] = Secret(row["key_id"], row["shared"], row["seed"])
