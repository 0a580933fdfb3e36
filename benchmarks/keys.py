"""Tokens for the measured services: signed here, with a key that they fetch from here.

It stands where access stands, so that a row about one service runs that service alone.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm
from uuid_utils.compat import uuid7

from shared.adapters.identity import ALGORITHM, ISSUER, TOKEN_LIFE
from shared.kernel.policy import Role

_KID = "benchmark"


@dataclass(frozen=True, kw_only=True)
class Keys:
    """Signs tokens and tells services with which key."""

    url: str
    _private: Ed25519PrivateKey

    def token(self, account: str, *grants: tuple[Role, str | None]) -> str:
        """Sign what an account may do: roles, each with its park or for all parks."""
        at = datetime.now(UTC).timestamp()
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "sub": account,
            "kind": "person",
            "sid": None,
            "grants": [[role.value, park, None, None] for role, park in grants],
            "must_change": False,
            "iat": at,
            "exp": at + TOKEN_LIFE.total_seconds(),
            "jti": str(uuid7()),
        }
        return jwt.encode(claims, self._private, ALGORITHM, {"kid": _KID})


@asynccontextmanager
async def keys() -> AsyncIterator[Keys]:
    """Serve the public key on a free port."""
    private = Ed25519PrivateKey.generate()
    jwk = OKPAlgorithm.to_jwk(private.public_key(), as_dict=True)
    answer = _answer([{**jwk, "kid": _KID, "alg": ALGORITHM, "use": "sig"}])

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        port = server.sockets[0].getsockname()[1]
        yield Keys(url=f"http://127.0.0.1:{port}", _private=private)
    finally:
        server.close()
        await server.wait_closed()


def _answer(jwks: Sequence[dict[str, Any]]) -> bytes:
    body = json.dumps({"keys": jwks, "revocations": []}).encode()
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
