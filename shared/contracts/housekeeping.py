"""What every service publishes about itself."""

from datetime import datetime

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


class ReactionRefused(BaseModel):
    """联动被拒: a rule here refused what followed from another service's event.

    `cause` is the id of that event, `cause_type` its CloudEvents type, `command` the act refused.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    cause: str
    cause_type: str
    command: str
    code: str
    detail: str


class ParkedMessageDiscarded(BaseModel):
    """停放消息作废: an operator of the service put away what was on the bus and was no event.

    `subject` is where it was found, `digest` the SHA-256 of its bytes in hex.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    subject: str
    digest: str
    error: str
    parked_at: datetime
    discarded_by: str
    reason: str
