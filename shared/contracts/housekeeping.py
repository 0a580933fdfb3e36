"""What every service publishes about itself."""

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
