"""Whether a case allows an act now, and on what day it counts."""

from collections.abc import Mapping
from datetime import date

from services.approvals.domain.case.lifecycles import LIFECYCLES, Act
from services.approvals.domain.case.state import Case
from services.approvals.domain.catalogue import Item
from services.approvals.domain.events import CaseDeemedAccepted
from services.approvals.domain.terms import OPEN_STAGES, ClockKind, Stage
from shared.kernel.asked import Asked, require_not_before, require_not_future
from shared.kernel.clock import HalfDay
from shared.kernel.effective import Effective, Precision
from shared.kernel.rejected import Rejected

# Why an act is refused: first by the act, where it lacks what it answers, else by the stage.
_NOTHING_TO_ANSWER: Mapping[Act, str] = {
    Act.REMEDY_DEFICIENCIES: "deficiencies-not-notified",
    Act.RECEIVE_SUPPLEMENT: "supplement-not-requested",
    Act.END_SPECIAL_PROCEDURE: "special-procedure-not-running",
    Act.REFUSE_WITHDRAWAL: "withdrawal-not-requested",
    Act.WITHDRAW: "withdrawal-not-requested",
    Act.RETRACT: "approval-not-in-force",
    Act.REVOKE: "approval-not-in-force",
    Act.FORFEIT: "approval-not-in-force",
    Act.REQUEST_DEREGISTRATION: "approval-not-in-force",
    Act.DEREGISTER: "approval-not-in-force",
    Act.CHECK_COMMITMENT: "approval-not-in-force",
    Act.RECORD_BEGINNING: "approval-not-in-force",
    Act.REQUEST_VALIDITY_EXTENSION: "approval-not-in-force",
    Act.EXTEND_VALIDITY: "approval-not-in-force",
    Act.REFUSE_VALIDITY_EXTENSION: "approval-not-in-force",
    Act.REPORT_SUSPENSION: "approval-not-in-force",
    Act.VERIFY_CERTIFICATE: "approval-not-in-force",
    Act.SERVE: "nothing-to-serve",
    Act.VOID_STUDY: "study-not-delivered",
    Act.LAPSE_APPLICATION: "deficiencies-not-notified",
}
_BY_STAGE: Mapping[Stage, str] = {
    Stage.RECEIVED: "case-not-accepted",
    Stage.DEFICIENCIES_NOTIFIED: "deficiencies-outstanding",
    Stage.ACCEPTED: "case-already-accepted",
    Stage.UNDER_EXAMINATION: "case-already-accepted",
    Stage.SUPPLEMENT_REQUESTED: "supplement-outstanding",
    Stage.SPECIAL_PROCEDURE: "special-procedure-running",
    Stage.DECLINED: "case-closed",
    Stage.NOT_REQUIRED: "case-closed",
    Stage.WITHDRAWN: "case-closed",
    Stage.APPLICATION_LAPSED: "case-closed",
}
_ANSWERS = {Act.NOTIFY_DEFICIENCIES, Act.ACCEPT, Act.DECLINE, Act.FIND_NOT_REQUIRED}
_AFTER_EXAMINATION = {Act.GRANT, Act.GRANT_WITH_OMISSIONS, Act.REFUSE}


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
    _require_after_stop(command, case)
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


def _require_after_stop(command: Asked, case: Case) -> None:
    """Refuse an hour in the half day before the one a pause began or ended in."""
    if command.effective.precision is not Precision.INSTANT or not case.clock.stops:
        return
    stop = case.clock.stops[-1]
    if HalfDay.holding(command.effective.start) < (stop.until or stop.since):
        raise Rejected("effective-before-predecessor", "dated before what the case did last")


def _reason(act: Act, stage: Stage) -> str:
    if stage is Stage.ACCEPTED and act in _AFTER_EXAMINATION:
        return "examination-outstanding"
    if act is Act.ISSUE_CERTIFICATE:
        return "certificate-before-grant" if stage in OPEN_STAGES else "approval-not-in-force"
    if stage is Stage.WITHDRAWAL_REQUESTED:
        return "withdrawal-pending"
    return _NOTHING_TO_ANSWER.get(act) or _BY_STAGE.get(stage, "case-decided")


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
