"""Events that every service writes about itself."""

from dataclasses import dataclass


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


Housekeeping = ChainAnchored | ReactionRefused
