"""Events that every service writes about itself."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class ChainAnchored:
    """存证锚定: the head of the chain at a position was signed and put outside the database.

    `head` and `signature` are base64; `algorithm` is `ed25519`; `key_id` names the public key.
    """

    position: int
    head: str
    algorithm: str
    key_id: str
    signature: str


@dataclass(frozen=True, kw_only=True)
class ReactionRefused:
    """联动被拒: what another service reported called for an act here that a rule refused.

    `cause` is the id of the event heard, `cause_type` its CloudEvents type, `command` the act.
    """

    cause: str
    cause_type: str
    command: str
    code: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class ParkedMessageDiscarded:
    """停放消息作废: an operator put away what was on the bus and is no event of any service.

    `subject` is where it was found, `digest` the SHA-256 of its bytes in hex, `error` why it could
    not be taken, `discarded_by` who decided it.
    """

    subject: str
    digest: str
    error: str
    parked_at: datetime
    discarded_by: str
    reason: str


Housekeeping = ChainAnchored | ReactionRefused | ParkedMessageDiscarded
