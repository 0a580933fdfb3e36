"""What every service publishes about its own history."""

from pydantic import BaseModel, ConfigDict


class ChainAnchored(BaseModel):
    """存证锚定: the head of the service's chain at a position, signed.

    `head` and `signature` are base64, `key_id` is the public key. What is signed is laid down in
    docs/hash-chain.md.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    position: int
    head: str
    algorithm: str
    key_id: str
    signature: str
