"""Signatures by Standard Webhooks 1.0.0: v1 (HMAC-SHA256), and v1a (Ed25519) beside it.

Signed are the bytes `{webhook-id}.{webhook-timestamp}.{body}`, anew for every try, over the stored
body. While a key is being replaced both sign.
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SECRET_BYTES = 32
MEDIA_TYPE = "application/cloudevents+json; charset=UTF-8"
AGENT = "Luodi-Webhooks/1"


@dataclass(frozen=True)
class Secret:
    """签名密钥 (私有部分): the shared secret and the seed of the key pair."""

    key_id: str
    shared: bytes
    seed: bytes

    def __repr__(self) -> str:
        return f"Secret({self.key_id!r})"

    @property
    def shown(self) -> str:
        """The shared secret as its owner keeps it."""
        return f"whsec_{b64encode(self.shared).decode()}"

    @property
    def public(self) -> str:
        """The public half of the key pair."""
        raw = self._pair.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return f"whpk_{b64encode(raw).decode()}"

    @property
    def _pair(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def v1(self, signed: bytes) -> str:
        """Return the symmetric signature."""
        return f"v1,{b64encode(hmac.digest(self.shared, signed, hashlib.sha256)).decode()}"

    def v1a(self, signed: bytes) -> str:
        """Return the asymmetric signature."""
        return f"v1a,{b64encode(self._pair.sign(signed)).decode()}"


def webhook_id(event_id: str) -> str:
    """Name a message: the same over all tries and re-sends, without a dot."""
    return f"msg_{event_id.replace('-', '')}"


def signature(message_id: str, timestamp: int, body: bytes, secrets: Sequence[Secret]) -> str:
    """Return the header webhook-signature."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    tokens = [secret.v1(signed) for secret in secrets]
    return " ".join([*tokens, *(secret.v1a(signed) for secret in secrets)])


def signed_headers(
    message_id: str, at: datetime, body: bytes, secrets: Sequence[Secret], attempt: int
) -> Mapping[str, str]:
    """Return the headers of one try."""
    timestamp = int(at.timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(message_id, timestamp, body, secrets),
        "webhook-attempt": str(attempt),
        "Content-Type": MEDIA_TYPE,
        "User-Agent": AGENT,
    }


def broken(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Return the headers with signatures that fit other bytes: what a forger could send."""
    tokens = headers["webhook-signature"].split(" ")
    spoiled = (token.partition(",") for token in tokens)
    signatures = (f"{version},{_spoilt(value)}" for version, _, value in spoiled)
    return {**headers, "webhook-signature": " ".join(signatures)}


def _spoilt(value: str) -> str:
    """Change one character and keep the form."""
    return ("B" if value[0] == "A" else "A") + value[1:]
