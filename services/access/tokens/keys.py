"""The keys that tokens are signed with: known everywhere before they sign, and as long after."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from shared.adapters.identity import ALGORITHM, TOKEN_LIFE
from shared.adapters.wrapping import Wrapping

SIGNS_FOR = timedelta(days=30)
PUBLISHED_AHEAD = timedelta(minutes=10)
PUBLISHED_AFTER = TOKEN_LIFE + timedelta(minutes=10)
LOOKED_UP_EVERY = timedelta(seconds=30)
_ONE_AT_A_TIME = 5_001
_ADD = "INSERT INTO own.signing_key (kid, seed, wrapped_by, signs_from) VALUES ($1, $2, $3, $4)"
_WRAPPED_OTHERWISE = "SELECT * FROM own.signing_key WHERE wrapped_by IS DISTINCT FROM $1"
_WRAP_ANEW = """
UPDATE own.signing_key SET seed = $3, wrapped_by = $4
WHERE kid = $1 AND wrapped_by IS NOT DISTINCT FROM $2
"""


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """签名密钥: signs from a moment until the next one does."""

    kid: str
    private: Ed25519PrivateKey
    signs_from: datetime
    signs_until: datetime | None

    def published(self, at: datetime) -> bool:
        """Tell whether tokens it signed may still be about."""
        return self.signs_until is None or at < self.signs_until + PUBLISHED_AFTER

    def public(self) -> dict[str, Any]:
        """Return the public half as a JWK."""
        jwk = OKPAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {**jwk, "kid": self.kid, "alg": ALGORITHM, "use": "sig"}


class Keys:
    """All signing keys of the installation, shared through the database."""

    def __init__(self, pool: asyncpg.Pool, wrapping: Wrapping) -> None:
        self._pool = pool
        self._wrapping = wrapping
        self._keys: list[SigningKey] = []
        self._looked_up: datetime | None = None

    async def ensure(self, at: datetime) -> None:
        """Make the first key, or the next one when the newest has signed long enough."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", _ONE_AT_A_TIME)
            newest = await connection.fetchval("SELECT max(signs_from) FROM own.signing_key")
            if newest is None:
                await self._add(connection, at)
            elif at - newest >= SIGNS_FOR:
                await self._add(connection, at + PUBLISHED_AHEAD)
        self._looked_up = None

    async def rotate(self, at: datetime) -> None:
        """Let a new key take over as soon as everybody can know it."""
        await self._add(self._pool, at + PUBLISHED_AHEAD)
        self._looked_up = None

    async def wrap_anew(self) -> None:
        """Wrap with today's key what another had wrapped, or none."""
        current = self._wrapping.current
        for row in await self._pool.fetch(_WRAPPED_OTHERWISE, current):
            wrapped = self._wrapping.wrap(self._unwrapped(row), _of(row["kid"]))
            await self._pool.execute(_WRAP_ANEW, row["kid"], row["wrapped_by"], wrapped, current)

    async def signing(self, at: datetime) -> SigningKey:
        """Return the key that signs now."""
        await self._look_up(at)
        return next(key for key in reversed(self._keys) if key.signs_from <= at)

    async def jwks(self, at: datetime) -> dict[str, Any]:
        """Return every public key that a token may need now or soon."""
        await self._look_up(at)
        return {"keys": [key.public() for key in self._keys if key.published(at)]}

    async def _look_up(self, at: datetime) -> None:
        if self._looked_up is not None and at - self._looked_up < LOOKED_UP_EVERY:
            return
        rows = await self._pool.fetch("SELECT * FROM own.signing_key ORDER BY signs_from")
        ends = [later["signs_from"] for _, later in pairwise(rows)]
        self._keys = [
            SigningKey(
                kid=row["kid"],
                private=Ed25519PrivateKey.from_private_bytes(self._unwrapped(row)),
                signs_from=row["signs_from"],
                signs_until=end,
            )
            for row, end in zip(rows, [*ends, None], strict=True)
        ]
        self._looked_up = at

    def _unwrapped(self, row: asyncpg.Record) -> bytes:
        return self._wrapping.unwrap(row["seed"], row["wrapped_by"], _of(row["kid"]))

    async def _add(self, connection: Any, signs_from: datetime) -> None:
        kid, seed = secrets.token_hex(8), Ed25519PrivateKey.generate().private_bytes_raw()
        wrapped = self._wrapping.wrap(seed, _of(kid))
        await connection.execute(_ADD, kid, wrapped, self._wrapping.current, signs_from)


def _of(kid: str) -> str:
    return f"access signing key {kid}"
