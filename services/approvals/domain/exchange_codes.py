"""交换代码: the codes of the exchange standard, as numbers with names."""

from enum import IntEnum, StrEnum


class StateCode(IntEnum):
    """办件状态码: how far a case is, as the exchange standard counts it."""

    RECEIVED = 1
    WITHDRAWN = 2
    ACCEPTED = 3
    NOT_REQUIRED = 4
    DECLINED = 5
    SUPPLEMENT_STARTED = 6
    SUPPLEMENT_ENDED = 7
    UNDER_EXAMINATION = 8
    PROCEDURE_STARTED = 9
    PROCEDURE_ENDED = 10
    GRANTED = 11
    GRANTED_WITH_OMISSIONS = 12
    REFUSED = 13
    WITHDRAWN_AT_THE_SOURCE = 14
    REVOKED = 15
    WITHDRAWAL_REQUESTED = 16


class StageCode(IntEnum):
    """审批阶段码: the four stages, and what goes on beside them."""

    LAND_USE = 1
    WORKS = 2
    CONSTRUCTION = 3
    COMPLETION = 4
    PARALLEL = 5


class LightCode(IntEnum):
    """时限灯码: 正常, 预警, 逾期."""

    NORMAL = 1
    DUE_SOON = 2
    OVERDUE = 3


class WhyNone(StrEnum):
    """无码缘由: why something of ours has no code there."""

    SAID_OF_THE_APPLICATION = "said-of-the-application"
    FILING_CANNOT_BE_DENIED = "filing-cannot-be-denied"
    NOT_REVOKED_IN_LAW = "not-revoked-in-law"
    NOT_AN_AUTHORITYS_CASE = "not-an-authority-s-case"
    BEFORE_THE_STAGES = "before-the-stages"
    STAGE_OF_THIS_PARK = "stage-of-this-park"
    CLOCK_STANDS = "clock-stands"
    NO_CLOCK = "no-clock"


class Unplaced(StrEnum):
    """未归入原因: why a report is about no item of ours yet."""

    ITEM_NOT_MAPPED = "item-not-mapped"
    ITEM_UNKNOWN = "item-unknown"


class WhyEnded(StrEnum):
    """不一致了结原因: why a disagreement is one no more."""

    SAME_SAID = "same-said"
    ITEM_ELSEWHERE = "item-elsewhere"
    ANOTHER_APPLICATION = "another-application"
    PROJECT_ENDED = "project-ended"
