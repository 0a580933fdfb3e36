"""共享交换: our stages in the codes that systems of the field exchange, and their codes in ours.

The codes are for exchange alone; no rule here asks about them. Whatever of ours has none says why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.approvals.domain.clocks.lights import Shown
from services.approvals.domain.exchange_codes import (
    LightCode,
    StageCode,
    StateCode,
    WhyNone,
)
from services.approvals.domain.terms import Stage

# What a code of theirs says the same as: of these, one may be reported and another kept.
_HANDLED = frozenset(
    {
        StateCode.ACCEPTED,
        StateCode.SUPPLEMENT_ENDED,
        StateCode.UNDER_EXAMINATION,
        StateCode.PROCEDURE_ENDED,
    }
)
_WITHDRAWN = frozenset({StateCode.WITHDRAWN, StateCode.WITHDRAWN_AT_THE_SOURCE})
_UNDER_WAY = _HANDLED | {StateCode.RECEIVED}
GRANTS: frozenset[StateCode] = frozenset({StateCode.GRANTED, StateCode.GRANTED_WITH_OMISSIONS})


@dataclass(frozen=True, kw_only=True)
class InCode:
    """对外代码: the one code a stage of ours has, or why none; and the codes that agree with it."""

    code: StateCode | None = None
    why_none: WhyNone | None = None
    agrees: frozenset[StateCode]


def _coded(code: StateCode, *also: StateCode) -> InCode:
    return InCode(code=code, agrees=frozenset({code, *also}))


def _uncoded(why: WhyNone, *agrees: StateCode) -> InCode:
    return InCode(why_none=why, agrees=frozenset(agrees))


_LOST = _uncoded(WhyNone.NOT_REVOKED_IN_LAW, StateCode.REVOKED)
_BEGUN = _uncoded(WhyNone.NOT_AN_AUTHORITYS_CASE, *_UNDER_WAY)
_DONE = _uncoded(WhyNone.NOT_AN_AUTHORITYS_CASE, StateCode.GRANTED)

OURS: Mapping[Stage, InCode] = {
    Stage.RECEIVED: _coded(StateCode.RECEIVED),
    Stage.DEFICIENCIES_NOTIFIED: _uncoded(WhyNone.SAID_OF_THE_APPLICATION, StateCode.RECEIVED),
    Stage.ACCEPTED: _coded(StateCode.ACCEPTED, *_HANDLED),
    Stage.UNDER_EXAMINATION: _coded(StateCode.UNDER_EXAMINATION, *_HANDLED),
    Stage.SUPPLEMENT_REQUESTED: _coded(StateCode.SUPPLEMENT_STARTED),
    Stage.SPECIAL_PROCEDURE: _coded(StateCode.PROCEDURE_STARTED),
    Stage.WITHDRAWAL_REQUESTED: _coded(StateCode.WITHDRAWAL_REQUESTED),
    Stage.GRANTED: _coded(StateCode.GRANTED),
    Stage.GRANTED_WITH_OMISSIONS: _coded(StateCode.GRANTED_WITH_OMISSIONS),
    Stage.FILED: _coded(StateCode.GRANTED),
    Stage.REGISTERED: _coded(StateCode.GRANTED),
    Stage.PROVIDED: _coded(StateCode.GRANTED),
    Stage.REFUSED: _coded(StateCode.REFUSED),
    Stage.REGISTRATION_REFUSED: _coded(StateCode.REFUSED),
    Stage.NOT_PROVIDED: _coded(StateCode.REFUSED),
    Stage.RETURNED: _uncoded(
        WhyNone.FILING_CANNOT_BE_DENIED, StateCode.DECLINED, StateCode.REFUSED
    ),
    Stage.DECLINED: _coded(StateCode.DECLINED),
    Stage.NOT_REQUIRED: _coded(StateCode.NOT_REQUIRED),
    Stage.WITHDRAWN: _coded(StateCode.WITHDRAWN, *_WITHDRAWN),
    Stage.REVOKED: _coded(StateCode.REVOKED),
    Stage.RETRACTED: _LOST,
    Stage.DEREGISTERED: _LOST,
    Stage.FORFEITED: _LOST,
    Stage.LAPSED: _LOST,
    Stage.APPLICATION_LAPSED: _uncoded(
        WhyNone.SAID_OF_THE_APPLICATION, StateCode.RECEIVED, StateCode.DECLINED
    ),
    Stage.PLANNED: _BEGUN,
    Stage.ANNOUNCED: _BEGUN,
    Stage.COMMISSIONED: _BEGUN,
    Stage.OUTSTANDING: _BEGUN,
    Stage.REPORTED: _DONE,
    Stage.CONCLUDED: _DONE,
    Stage.DELIVERED: _DONE,
    Stage.DECIDED: _DONE,
    Stage.MET: _DONE,
    Stage.VOIDED: _uncoded(WhyNone.NOT_AN_AUTHORITYS_CASE, StateCode.REVOKED),
    Stage.FAILED: _uncoded(WhyNone.NOT_AN_AUTHORITYS_CASE, StateCode.REFUSED),
}


class Moment(StrEnum):
    """时点: what a code of theirs tells where it is no stage of ours: a pause has ended."""

    SUPPLEMENT_RECEIVED = "supplement-received"
    PROCEDURE_ENDED = "procedure-ended"


@dataclass(frozen=True, kw_only=True)
class InWords:
    """对内含义: the stages of ours that a code may mean, by the kind of item, or the moment."""

    stages: tuple[Stage, ...] = ()
    moment: Moment | None = None


def _means(*stages: Stage) -> InWords:
    return InWords(stages=stages)


THEIRS: Mapping[StateCode, InWords] = {
    StateCode.RECEIVED: _means(Stage.RECEIVED),
    StateCode.WITHDRAWN: _means(Stage.WITHDRAWN),
    StateCode.ACCEPTED: _means(Stage.ACCEPTED),
    StateCode.NOT_REQUIRED: _means(Stage.NOT_REQUIRED),
    StateCode.DECLINED: _means(Stage.DECLINED),
    StateCode.SUPPLEMENT_STARTED: _means(Stage.SUPPLEMENT_REQUESTED),
    StateCode.SUPPLEMENT_ENDED: InWords(moment=Moment.SUPPLEMENT_RECEIVED),
    StateCode.UNDER_EXAMINATION: _means(Stage.UNDER_EXAMINATION),
    StateCode.PROCEDURE_STARTED: _means(Stage.SPECIAL_PROCEDURE),
    StateCode.PROCEDURE_ENDED: InWords(moment=Moment.PROCEDURE_ENDED),
    StateCode.GRANTED: _means(Stage.GRANTED, Stage.FILED, Stage.REGISTERED, Stage.PROVIDED),
    StateCode.GRANTED_WITH_OMISSIONS: _means(Stage.GRANTED_WITH_OMISSIONS),
    StateCode.REFUSED: _means(Stage.REFUSED, Stage.REGISTRATION_REFUSED, Stage.NOT_PROVIDED),
    StateCode.WITHDRAWN_AT_THE_SOURCE: _means(Stage.WITHDRAWN),
    StateCode.REVOKED: _means(Stage.REVOKED),
    StateCode.WITHDRAWAL_REQUESTED: _means(Stage.WITHDRAWAL_REQUESTED),
}

# The stages of a catalogue; one that a park has added is in none of the four.
STAGE_CODES: Mapping[str, StageCode | WhyNone] = {
    "0": WhyNone.BEFORE_THE_STAGES,
    "1": StageCode.LAND_USE,
    "2": StageCode.WORKS,
    "3": StageCode.CONSTRUCTION,
    "4": StageCode.COMPLETION,
    "parallel": StageCode.PARALLEL,
}

LIGHT_CODES: Mapping[Shown | None, LightCode | WhyNone] = {
    Shown.NORMAL: LightCode.NORMAL,
    Shown.DUE_SOON: LightCode.DUE_SOON,
    Shown.OVERDUE: LightCode.OVERDUE,
    Shown.STOPPED: WhyNone.CLOCK_STANDS,
    None: WhyNone.NO_CLOCK,
}


def agree(stage: Stage, code: StateCode) -> bool:
    """Tell whether a stage of ours and a code of theirs say the same of a case."""
    return code in OURS[stage].agrees


def stage_code(stage: str) -> StageCode | WhyNone:
    """Return the code of a catalogue's stage, or why it has none."""
    return STAGE_CODES.get(stage, WhyNone.STAGE_OF_THIS_PARK)
