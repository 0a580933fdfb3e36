"""不一致: whether a record says something else than our case of the item, and in which way."""

from enum import StrEnum

from services.approvals.domain.case.state import Case
from services.approvals.domain.exchange_codes import StateCode
from services.approvals.domain.reports.exchange import OURS, agree
from services.approvals.domain.reports.report import Report
from services.approvals.domain.terms import Stage

_DECIDED = frozenset(
    {
        StateCode.GRANTED,
        StateCode.GRANTED_WITH_OMISSIONS,
        StateCode.REFUSED,
        StateCode.REVOKED,
    }
)
_CLOSED = frozenset(
    {
        StateCode.WITHDRAWN,
        StateCode.WITHDRAWN_AT_THE_SOURCE,
        StateCode.DECLINED,
        StateCode.NOT_REQUIRED,
    }
)


class Reach(StrEnum):
    """进度: how far a side is: at work, closed without a decision, or decided."""

    UNDER_WAY = "under-way"
    CLOSED = "closed"
    DECIDED = "decided"


class Kind(StrEnum):
    """不一致类型: what has to follow what, for both to say the same again."""

    STEPS_DIFFER = "steps-differ"
    CLOSED_HERE = "closed-here"
    DECIDED_HERE = "decided-here"
    CLOSED_THERE = "closed-there"
    DECIDED_THERE = "decided-there"
    OUTCOMES_DIFFER = "outcomes-differ"


_OPEN_THERE = {
    Reach.UNDER_WAY: Kind.STEPS_DIFFER,
    Reach.CLOSED: Kind.CLOSED_HERE,
    Reach.DECIDED: Kind.DECIDED_HERE,
}
_OPEN_HERE = {Reach.CLOSED: Kind.CLOSED_THERE, Reach.DECIDED: Kind.DECIDED_THERE}


def kind_of(stage: Stage, code: StateCode) -> Kind:
    """Tell in which way a stage of ours and a code of theirs differ."""
    here, there = _reach(OURS[stage].agrees), _reach(frozenset({code}))
    if there is Reach.UNDER_WAY:
        return _OPEN_THERE[here]
    if here is Reach.UNDER_WAY:
        return _OPEN_HERE[there]
    return Kind.OUTCOMES_DIFFER


def _reach(codes: frozenset[StateCode]) -> Reach:
    if codes & _DECIDED:
        return Reach.DECIDED
    return Reach.CLOSED if codes & _CLOSED else Reach.UNDER_WAY


def differs(report: Report, case: Case | None) -> bool:
    """Tell whether a record says something else than our case.

    Once ours is closed without a decision, it says no more than that: a record begun after that is
    about another application, and nothing is against it. One that was there before is about this
    one, and has to follow.
    """
    if case is None or case.stage is None:
        return False
    if agree(case.stage, report.versions[report.newest].state_code):
        return False
    closed = _reach(OURS[case.stage].agrees) is Reach.CLOSED
    return not (closed and case.latest_on is not None and report.begun_on > case.latest_on)
