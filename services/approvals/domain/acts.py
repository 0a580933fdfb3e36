"""Which acts a case of each kind allows, and at which stages: the life-cycles as data."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from services.approvals.domain.case_state import Case
from services.approvals.domain.catalogue import Item, ItemKind
from services.approvals.domain.events import CaseDeemedAccepted
from services.approvals.domain.terms import ClockKind, Stage
from shared.kernel.asked import Asked, require_not_before, require_not_future
from shared.kernel.clock import HalfDay
from shared.kernel.effective import Effective, Precision
from shared.kernel.rejected import Rejected


class Act(StrEnum):
    """办理行为: what somebody may do with a case; also the name of the right to do it."""

    NOTIFY_DEFICIENCIES = "notify-deficiencies"
    REMEDY_DEFICIENCIES = "remedy-deficiencies"
    ACCEPT = "accept"
    DECLINE = "decline"
    FIND_NOT_REQUIRED = "find-not-required"
    REQUEST_SUPPLEMENT = "request-supplement"
    RECEIVE_SUPPLEMENT = "receive-supplement"
    START_SPECIAL_PROCEDURE = "start-special-procedure"
    END_SPECIAL_PROCEDURE = "end-special-procedure"
    REQUEST_EXTENSION = "request-extension"
    EXTEND = "extend"
    EXAMINE = "examine"
    GRANT = "grant"
    REFUSE = "refuse"
    RECORD_FILING = "record-filing"
    RETURN_FILING = "return-filing"
    REQUEST_WITHDRAWAL = "request-withdrawal"
    REFUSE_WITHDRAWAL = "refuse-withdrawal"
    WITHDRAW = "withdraw"
    RETRACT = "retract"
    REVOKE = "revoke"
    SERVE = "serve"


_HANDLED = frozenset({Stage.ACCEPTED, Stage.UNDER_EXAMINATION})
_WAITING = frozenset({Stage.SUPPLEMENT_REQUESTED, Stage.SPECIAL_PROCEDURE})
_RECEPTION = frozenset({Stage.RECEIVED, Stage.DEFICIENCIES_NOTIFIED})

Lifecycle = Mapping[Act, frozenset[Stage]]

LICENCE: Lifecycle = {
    Act.NOTIFY_DEFICIENCIES: frozenset({Stage.RECEIVED}),
    Act.REMEDY_DEFICIENCIES: frozenset({Stage.DEFICIENCIES_NOTIFIED}),
    Act.ACCEPT: frozenset({Stage.RECEIVED}),
    Act.DECLINE: _RECEPTION,
    Act.FIND_NOT_REQUIRED: _RECEPTION,
    Act.REQUEST_SUPPLEMENT: _HANDLED,
    Act.RECEIVE_SUPPLEMENT: frozenset({Stage.SUPPLEMENT_REQUESTED}),
    Act.START_SPECIAL_PROCEDURE: _HANDLED,
    Act.END_SPECIAL_PROCEDURE: frozenset({Stage.SPECIAL_PROCEDURE}),
    Act.REQUEST_EXTENSION: _HANDLED | _WAITING,
    Act.EXTEND: _HANDLED | _WAITING,
    Act.EXAMINE: _HANDLED,
    Act.GRANT: frozenset({Stage.UNDER_EXAMINATION}),
    Act.REFUSE: frozenset({Stage.UNDER_EXAMINATION}),
    Act.REQUEST_WITHDRAWAL: _RECEPTION | _HANDLED | _WAITING,
    Act.REFUSE_WITHDRAWAL: frozenset({Stage.WITHDRAWAL_REQUESTED}),
    Act.WITHDRAW: frozenset({Stage.WITHDRAWAL_REQUESTED}),
    Act.RETRACT: frozenset({Stage.GRANTED}),
    Act.REVOKE: frozenset({Stage.GRANTED}),
    Act.SERVE: frozenset({Stage.GRANTED, Stage.REFUSED, Stage.DECLINED, Stage.NOT_REQUIRED}),
}

FILING: Lifecycle = {
    Act.RECORD_FILING: frozenset({Stage.RECEIVED}),
    Act.RETURN_FILING: frozenset({Stage.RECEIVED}),
    Act.REQUEST_WITHDRAWAL: frozenset({Stage.RECEIVED}),
    Act.REFUSE_WITHDRAWAL: frozenset({Stage.WITHDRAWAL_REQUESTED}),
    Act.WITHDRAW: frozenset({Stage.WITHDRAWAL_REQUESTED}),
    Act.SERVE: frozenset({Stage.FILED, Stage.RETURNED}),
}

LIFECYCLES: Mapping[ItemKind, Lifecycle] = {ItemKind.LICENCE: LICENCE, ItemKind.FILING: FILING}

# Why an act is refused: first by the act, where it lacks what it answers, else by the stage.
_NOTHING_TO_ANSWER: Mapping[Act, str] = {
    Act.REMEDY_DEFICIENCIES: "deficiencies-not-notified",
    Act.RECEIVE_SUPPLEMENT: "supplement-not-requested",
    Act.END_SPECIAL_PROCEDURE: "special-procedure-not-running",
    Act.REFUSE_WITHDRAWAL: "withdrawal-not-requested",
    Act.WITHDRAW: "withdrawal-not-requested",
    Act.RETRACT: "approval-not-in-force",
    Act.REVOKE: "approval-not-in-force",
    Act.SERVE: "nothing-to-serve",
}
_BY_STAGE: Mapping[Stage, str] = {
    Stage.RECEIVED: "case-not-accepted",
    Stage.DEFICIENCIES_NOTIFIED: "deficiencies-outstanding",
    Stage.ACCEPTED: "case-already-accepted",
    Stage.UNDER_EXAMINATION: "case-already-accepted",
    Stage.SUPPLEMENT_REQUESTED: "supplement-outstanding",
    Stage.SPECIAL_PROCEDURE: "special-procedure-running",
    Stage.GRANTED: "case-decided",
    Stage.FILED: "case-decided",
    Stage.REFUSED: "case-decided",
    Stage.RETURNED: "case-decided",
    Stage.RETRACTED: "case-decided",
    Stage.REVOKED: "case-decided",
    Stage.DECLINED: "case-closed",
    Stage.NOT_REQUIRED: "case-closed",
    Stage.WITHDRAWN: "case-closed",
}
_ANSWERS = {Act.NOTIFY_DEFICIENCIES, Act.ACCEPT, Act.DECLINE, Act.FIND_NOT_REQUIRED}
_AFTER_EXAMINATION = {Act.GRANT, Act.REFUSE}


def require(act: Act, command: Asked, case: Case) -> Item:
    """Refuse an act that this case does not allow now, or a day that cannot be; return its item."""
    item = require_received(case)
    stages = LIFECYCLES[item.kind].get(act)
    if stages is None:
        detail = f"a {item.kind} has no {act}"
        raise Rejected("act-not-of-this-kind", detail, act=act.value, kind=item.kind.value)
    stage = Stage.RECEIVED if _answered_in_time(act, command, case) else case.stage
    if stage is not None and stage not in stages:
        detail = f"{act} is not possible at {stage}"
        raise Rejected(_reason(act, stage), detail, stage=stage.value)
    require_not_future(command)
    _require_in_time(act, command, case)
    latest = Effective.on_day(case.latest_on) if case.latest_on is not None else None
    require_not_before(command, latest, "what the case did last")
    return item


def require_received(case: Case) -> Item:
    """Refuse what is asked of a case that never was, and return the item of one that is."""
    if case.item is None:
        raise Rejected("case-not-received", "there is no such case")
    return case.item


def _answered_in_time(act: Act, command: Asked, case: Case) -> bool:
    """Tell whether an answer was given in time and only entered after the law had drawn its own.

    Nothing else may have been done with the case meanwhile.
    """
    deemed = case.last
    if act not in _ANSWERS or not isinstance(deemed, CaseDeemedAccepted):
        return False
    return day_of(command) <= deemed.notice_due.day


def _require_in_time(act: Act, command: Asked, case: Case) -> None:
    """Refuse an answer after the time for it: the law has given its own, told yet or not."""
    notice = case.deadline(ClockKind.NOTICE)
    if act not in _ANSWERS or notice is None or notice.due is None:
        return
    if day_of(command) > notice.due.day:
        detail = "nothing was said in time, so the case counts as accepted"
        raise Rejected("notice-period-over", detail, notice_due_on=str(notice.due.day))


def _reason(act: Act, stage: Stage) -> str:
    if stage is Stage.ACCEPTED and act in _AFTER_EXAMINATION:
        return "examination-outstanding"
    if stage is Stage.WITHDRAWAL_REQUESTED:
        return "withdrawal-pending"
    return _NOTHING_TO_ANSWER.get(act) or _BY_STAGE[stage]


def day_of(command: Asked) -> date:
    """Return the day an act counts for; a month is not good enough for a clock."""
    first, last = command.effective.earliest_day, command.effective.latest_day
    if first != last:
        raise Rejected("effective-too-vague", "an act of a case happens on one day")
    return first


def half_day_of(command: Asked) -> HalfDay:
    """Return the half day an act counts for; of a whole day it is the afternoon."""
    if command.effective.precision is Precision.INSTANT:
        return HalfDay.holding(command.effective.start)
    return HalfDay(day_of(command))
