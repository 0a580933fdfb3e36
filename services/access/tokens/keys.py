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

SIGNS_FOR = timedelta(days=30)
PUBLISHED_AHEAD = timedelta(minutes=10)
PUBLISHED_AFTER = TOKEN_LIFE + timedelta(minutes=10)
LOOKED_UP_EVERY = timedelta(seconds=30)
_ONE_AT_A_TIME = 5_001


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

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._keys: list[SigningKey] = []
        self._looked_up: datetime | None = None

    async def ensure(self, at: datetime) -> None:
        """Make the first key, or the next one when the newest has signed long enough."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", _ONE_AT_A_TIME)
            newest = await connection.fetchval("SELECT max(signs_from) FROM own.signing_key")
            if newest is None:
                await _add(connection, at)
            elif at - newest >= SIGNS_FOR:
                await _add(connection, at + PUBLISHED_AHEAD)
        self._looked_up = None

    async def rotate(self, at: datetime) -> None:
        """Let a new key take over as soon as everybody can know it."""
        await _add(self._pool, at + PUBLISHED_AHEAD)
        self._looked_up = None

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
                private=Ed25519PrivateKey.from_private_bytes(row["seed"]),
                signs_from=row["signs_from"],
                signs_until=end,
            )
            for row, end in zip(rows, [*ends, None], strict=True)
        ]
        self._looked_up = at


async def _add(connection: Any, signs_from: datetime) -> None:
    await connection.execute(
        "INSERT INTO own.signing_key (kid, seed, signs_from) VALUES ($1, $2, $3)",
        secrets.token_hex(8),
        Ed25519PrivateKey.generate().private_bytes_raw(),
        signs_from,
    )
