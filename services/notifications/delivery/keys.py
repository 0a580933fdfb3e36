"""Signing keys: made, kept and read here alone. An event names a key, it never holds one."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from services.notifications.delivery.signing import SECRET_BYTES, Secret
from shared.adapters.command_handler import KeyReused, NotThere, Stale
from shared.adapters.problems import Problem
from shared.adapters.wrapping import Wrapping
from shared.kernel.rejected import Rejected

_KEEP = """
INSERT INTO own.endpoint_secret (key_id, endpoint_id, shared, seed, wrapped_by, made_at)
VALUES ($1, $2, $3, $4, $5, $6)
"""
_READ = "SELECT key_id, shared, seed, wrapped_by FROM own.endpoint_secret WHERE key_id = ANY($1)"
_WRAPPED_OTHERWISE = """
SELECT key_id, shared, seed, wrapped_by FROM own.endpoint_secret
WHERE wrapped_by IS DISTINCT FROM $1
"""
_WRAP_ANEW = """
UPDATE own.endpoint_secret SET shared = $3, seed = $4, wrapped_by = $5
WHERE key_id = $1 AND wrapped_by IS NOT DISTINCT FROM $2
"""
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

    def __init__(self, pool: asyncpg.Pool, wrapping: Wrapping) -> None:
        self._pool = pool
        self._wrapping = wrapping
        self._known: dict[str, Secret] = {}

    async def keep(self, secret: Secret, endpoint_id: str, at: datetime) -> None:
        """Store a key before the event that names it."""
        shared, seed = self._wrapped(secret)
        current = self._wrapping.current
        await self._pool.execute(_KEEP, secret.key_id, endpoint_id, shared, seed, current, at)

    async def wrap_anew(self) -> None:
        """Wrap with today's key what another had wrapped, or none."""
        current = self._wrapping.current
        for row in await self._pool.fetch(_WRAPPED_OTHERWISE, current):
            shared, seed = self._wrapped(self._unwrapped(row))
            before = row["wrapped_by"]
            await self._pool.execute(_WRAP_ANEW, row["key_id"], before, shared, seed, current)

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
            self._known[row["key_id"]] = self._unwrapped(row)

    def _wrapped(self, secret: Secret) -> tuple[bytes, bytes]:
        shared, seed = _halves(secret.key_id)
        return self._wrapping.wrap(secret.shared, shared), self._wrapping.wrap(secret.seed, seed)

    def _unwrapped(self, row: asyncpg.Record) -> Secret:
        key_id, by = row["key_id"], row["wrapped_by"]
        shared, seed = _halves(key_id)
        return Secret(
            key_id,
            self._wrapping.unwrap(row["shared"], by, shared),
            self._wrapping.unwrap(row["seed"], by, seed),
        )


def _halves(key_id: str) -> tuple[str, str]:
    return f"endpoint secret {key_id} shared", f"endpoint secret {key_id} seed"
