"""Tokens as access would sign them, and tokens as it never would."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from shared.adapters.identity import (
    TOKEN_LIFE,
    Identity,
    NotAuthenticated,
)
from shared.adapters.settings import Settings

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SETTINGS = Settings.from_environment(
    "leads",
    {
        "LUODI_DATABASE_URL": "postgresql://nobody@127.0.0.1:1",
        "LUODI_NATS_URL": "nats://127.0.0.1:1",
        "LUODI_INTERNAL_TOKEN": "a token that only tests know",
        "LUODI_SOURCE_URN": "urn:cn:123700000000000000:system",
    },
)


@dataclass
class Issuer:
    """Publishes keys as access does, and counts how often it is asked."""

    keys: dict[str, Ed25519PrivateKey] = field(
        default_factory=lambda: {"k1": Ed25519PrivateKey.generate()}
    )
    revocations: list[tuple[str, float]] = field(default_factory=list)
    silent: bool = False
    asked: int = 0

    async def publish(self) -> Mapping[str, Any]:
        self.asked += 1
        if self.silent:
            raise httpx.ConnectError("nobody there")
        public = [
            {**OKPAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, "alg": "EdDSA"}
            for kid, key in self.keys.items()
        ]
        return {"keys": public, "revocations": self.revocations}

    def token(self, kid: str = "k1", **claims: Any) -> str:
        return jwt.encode(
            wording(**claims), self.keys.get(kid) or self.keys["k1"], "EdDSA", {"kid": kid}
        )


def wording(**claims: Any) -> dict[str, Any]:
    """The claims of a good token, with some of them changed; None leaves one out."""
    all_of_them = {
        "iss": "urn:luodi:access",
        "sub": "wang",
        "kind": "person",
        "sid": "s1",
        "grants": [["approver", "inspection-park", "ecology", None]],
        "must_change": False,
        "iat": AT.timestamp(),
        "exp": (AT + TOKEN_LIFE).timestamp(),
        "jti": "t1",
        **claims,
    }
    return {name: value for name, value in all_of_them.items() if value is not None}


def encoded(header: dict[str, Any], claims: dict[str, Any]) -> str:
    parts = (json.dumps(part).encode() for part in (header, claims))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


async def refusal(identity: Identity, token: str, at: datetime = AT) -> str:
    with pytest.raises(NotAuthenticated) as refused:
        await identity.who(token, at)
    return refused.value.code
