"""How far a lead is, and from where to where it may go. The tables are the whole of the rule."""

from collections.abc import Mapping
from enum import StrEnum


class Stage(StrEnum):
    """阶段: where a lead stands between the first word of an investor and the agreement."""

    REGISTERED = "registered"
    RETURNED = "returned"
    PURSUED = "pursued"
    NOT_PURSUED = "not-pursued"
    RESERVED = "reserved"
    NEGOTIATING = "negotiating"
    INTENT = "intent"
    AGREEMENT_OUTSTANDING = "agreement-outstanding"
    SIGNED = "signed"
    DORMANT = "dormant"
    LOST = "lost"
    WITHDRAWN = "withdrawn"


_PIPELINE = (Stage.PURSUED, Stage.RESERVED, Stage.NEGOTIATING, Stage.INTENT)

# What may follow what. A further stage, such as an admission review before signing, is put in here.
MOVES: Mapping[Stage, frozenset[Stage]] = {
    Stage.REGISTERED: frozenset({Stage.PURSUED, Stage.NOT_PURSUED, Stage.RETURNED, Stage.LOST}),
    Stage.RETURNED: frozenset({Stage.REGISTERED, Stage.LOST}),
    Stage.PURSUED: frozenset({Stage.RESERVED, Stage.NEGOTIATING, Stage.DORMANT, Stage.LOST}),
    Stage.NOT_PURSUED: frozenset(),
    Stage.RESERVED: frozenset({Stage.NEGOTIATING, Stage.DORMANT, Stage.LOST}),
    Stage.NEGOTIATING: frozenset(
        {Stage.RESERVED, Stage.INTENT, Stage.SIGNED, Stage.DORMANT, Stage.LOST}
    ),
    Stage.INTENT: frozenset({Stage.NEGOTIATING, Stage.SIGNED, Stage.DORMANT, Stage.LOST}),
    Stage.AGREEMENT_OUTSTANDING: frozenset({Stage.SIGNED, Stage.LOST}),
    Stage.SIGNED: frozenset(),
    Stage.DORMANT: frozenset({*_PIPELINE, Stage.LOST}),
    Stage.LOST: frozenset(),
    Stage.WITHDRAWN: frozenset(),
}

# At which stages a lead may be entered: a ledger tells of leads that are under way already.
# A ledger that calls a row signed does not tell for how much nor until when; that is outstanding.
ENTRIES = frozenset(
    {Stage.REGISTERED, Stage.RESERVED, Stage.NEGOTIATING, Stage.INTENT, Stage.AGREEMENT_OUTSTANDING}
)

# Nobody pursues these any more: they hold no claim on their investor.
CLOSED = frozenset({Stage.NOT_PURSUED, Stage.LOST, Stage.WITHDRAWN})
