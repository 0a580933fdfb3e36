"""办理: what a case waits for, how much longer it may take, what the examiners think, withdrawal."""

from services.approvals.domain.acts import Act, day_of, half_day_of, require
from services.approvals.domain.case_state import Case
from services.approvals.domain.catalogue import Item, Procedure
from services.approvals.domain.commands import (
    EndSpecialProcedure,
    ExtendLimit,
    ObjectInExamination,
    PassExamination,
    ReceiveSupplement,
    RefuseWithdrawal,
    RequestExtension,
    RequestSupplement,
    RequestWithdrawal,
    StartSpecialProcedure,
    WithdrawCase,
)
from services.approvals.domain.events import (
    CaseWithdrawalRefused,
    CaseWithdrawalRequested,
    CaseWithdrawn,
    ExaminationObjected,
    ExaminationPassed,
    ExtensionRequested,
    LimitExtended,
    SpecialProcedureEnded,
    SpecialProcedureStarted,
    SupplementReceived,
    SupplementRequested,
)
from services.approvals.domain.reception import timed
from services.approvals.domain.terms import ClockKind
from services.approvals.domain.timekeeping import Stop, deadlines_of, end_of, evolve_clock
from shared.kernel.asked import Asked, require_now
from shared.kernel.clock import HalfDay
from shared.kernel.rejected import Rejected


def request_supplement(command: RequestSupplement, case: Case) -> list[SupplementRequested]:
    """要求补正: the promised clock stands still; the statutory one only by an article of the item."""
    since = half_day_of(command)
    asked = {"missing": command.missing, "reply_by": command.reply_by, "since": since}
    if case.repeats(SupplementRequested, **asked):
        return []
    item = require(Act.REQUEST_SUPPLEMENT, command, case)
    _require_later(command.reply_by is None or command.reply_by >= since.day)
    requested = SupplementRequested(
        item=item.ref,
        missing=command.missing,
        reply_by=command.reply_by,
        article=item.supplement_article,
        since=since,
        deadlines=(),
        calendar_version="",
    )
    return [timed(requested, command, case)]


def receive_supplement(command: ReceiveSupplement, case: Case) -> list[SupplementReceived]:
    """收到补正: the clocks run again."""
    if case.repeats(SupplementReceived, materials=command.materials):
        return []
    item = require(Act.RECEIVE_SUPPLEMENT, command, case)
    received = SupplementReceived(
        item=item.ref,
        materials=command.materials,
        until=_until(command, case.clock.open_stop),
        deadlines=(),
        calendar_version="",
    )
    return [timed(received, command, case)]


def start_procedure(command: StartSpecialProcedure, case: Case) -> list[SpecialProcedureStarted]:
    """启动特别程序: never while a supplement is awaited, nor while another procedure runs."""
    since = half_day_of(command)
    asked = {"procedure": command.procedure, "reason": command.reason, "since": since}
    if case.repeats(SpecialProcedureStarted, expected_until=command.expected_until, **asked):
        return []
    item = require(Act.START_SPECIAL_PROCEDURE, command, case)
    _require_later(command.expected_until is None or command.expected_until >= since.day)
    started = SpecialProcedureStarted(
        item=item.ref,
        procedure=command.procedure,
        reason=command.reason,
        expected_until=command.expected_until,
        article=item.article_for(command.procedure),
        since=since,
        deadlines=(),
        calendar_version="",
    )
    return [timed(started, command, case)]


def end_procedure(command: EndSpecialProcedure, case: Case) -> list[SpecialProcedureEnded]:
    """结束特别程序: the clocks run again."""
    if case.repeats(SpecialProcedureEnded, outcome=command.outcome):
        return []
    item = require(Act.END_SPECIAL_PROCEDURE, command, case)
    stop = case.clock.open_stop
    if stop is None:
        raise Rejected("special-procedure-not-running", "there is none to end")
    ended = SpecialProcedureEnded(
        item=item.ref,
        procedure=Procedure(stop.what),
        outcome=command.outcome,
        until=_until(command, stop),
        deadlines=(),
        calendar_version="",
    )
    return [timed(ended, command, case)]


def request_extension(command: RequestExtension, case: Case) -> list[ExtensionRequested]:
    """申请延期: within what the item allows, once, before the limit ends."""
    asked = {"days": command.days, "reason": command.reason, "requested_by": command.by.id}
    if case.repeats(ExtensionRequested, **asked):
        return []
    item = require(Act.REQUEST_EXTENSION, command, case)
    allowed = _require_extendable(command, case, item)
    if case.extension_request is not None:
        raise Rejected("extension-already-requested", "an answer is awaited")
    if not 0 < command.days <= allowed:
        detail = f"at most {allowed} working days may be added"
        raise Rejected("extension-too-long", detail, allowed_days=allowed)
    return [
        ExtensionRequested(
            item=item.ref, days=command.days, reason=command.reason, requested_by=command.by.id
        )
    ]


def extend(command: ExtendLimit, case: Case) -> list[LimitExtended]:
    """批准延期: by another person than the one who asked; the promise stays as it was."""
    if case.repeats(LimitExtended, approved_by=command.by.id):
        return []
    item = require(Act.EXTEND, command, case)
    _require_extendable(command, case, item)
    request = case.extension_request
    if request is None:
        raise Rejected("extension-not-requested", "nobody has asked for an extension")
    if request.requested_by == command.by.id:
        raise Rejected("approver-is-requester", "another person has to allow it")
    before = case.deadline(ClockKind.STATUTORY)
    extended = LimitExtended(
        item=item.ref,
        days=request.days,
        reason=request.reason,
        requested_by=request.requested_by,
        approved_by=command.by.id,
        from_due=before.due if before else None,
        to_due=None,
        deadlines=(),
        calendar_version="",
    )
    after = deadlines_of(evolve_clock(case.clock, extended), command.calendar)
    to_due = next((one.due for one in after if one.clock is ClockKind.STATUTORY), None)
    return [timed(LimitExtended(**{**vars(extended), "to_due": to_due}), command, case)]


def pass_examination(command: PassExamination, case: Case) -> list[ExaminationPassed]:
    """审查通过: the case may be granted."""
    day = day_of(command)
    if case.repeats(ExaminationPassed, opinion=command.opinion, examined_on=day):
        return []
    item = require(Act.EXAMINE, command, case)
    return [ExaminationPassed(item=item.ref, opinion=command.opinion, examined_on=day)]


def object_in_examination(
    command: ObjectInExamination, case: Case
) -> list[ExaminationObjected]:
    """审查不通过: the case may not be granted before it is examined again."""
    day = day_of(command)
    if case.repeats(ExaminationObjected, opinion=command.opinion, examined_on=day):
        return []
    item = require(Act.EXAMINE, command, case)
    return [ExaminationObjected(item=item.ref, opinion=command.opinion, examined_on=day)]


def request_withdrawal(
    command: RequestWithdrawal, case: Case
) -> list[CaseWithdrawalRequested]:
    """申请撤件: at any time before the decision."""
    day = day_of(command)
    if case.repeats(CaseWithdrawalRequested, reason=command.reason, requested_on=day):
        return []
    item = require(Act.REQUEST_WITHDRAWAL, command, case)
    return [CaseWithdrawalRequested(item=item.ref, reason=command.reason, requested_on=day)]


def refuse_withdrawal(command: RefuseWithdrawal, case: Case) -> list[CaseWithdrawalRefused]:
    """不同意撤件: the stage returns."""
    day = day_of(command)
    if case.repeats(CaseWithdrawalRefused, reason=command.reason, answered_on=day):
        return []
    item = require(Act.REFUSE_WITHDRAWAL, command, case)
    return [CaseWithdrawalRefused(item=item.ref, reason=command.reason, answered_on=day)]


def withdraw(command: WithdrawCase, case: Case) -> list[CaseWithdrawn]:
    """撤件: what the applicant asked for."""
    day = day_of(command)
    if case.repeats(CaseWithdrawn, withdrawn_on=day):
        return []
    item = require(Act.WITHDRAW, command, case)
    return [CaseWithdrawn(item=item.ref, withdrawn_on=day)]


def _require_extendable(command: Asked, case: Case, item: Item) -> int:
    """Refuse an extension the item does not know, a second one, and one that comes too late."""
    require_now(command)
    if item.extension_days is None or item.statutory is None:
        raise Rejected("extension-not-provided", f"the law of {item.code} knows no extension")
    if case.clock.extension is not None:
        raise Rejected("already-extended", "a limit is extended once")
    statutory = case.deadline(ClockKind.STATUTORY)
    if statutory and statutory.due and end_of(statutory.due) <= command.at:
        raise Rejected("limit-already-over", "the limit has ended", due_on=str(statutory.due.day))
    return item.extension_days


def _require_later(holds: bool) -> None:  # noqa: FBT001 - the caller states the condition
    if not holds:
        raise Rejected("expected-before-start", "the day expected lies before the beginning")


def _until(command: Asked, stop: Stop | None) -> HalfDay:
    """Return where a stop ends; a day without an hour does not end before it began."""
    until = half_day_of(command)
    return until if stop is None else max(until, stop.since)
