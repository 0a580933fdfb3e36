"""停计: a case waits for a supplement or for a special procedure, never for both at once."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.acts import half_day_of, require
from services.approvals.domain.case.lifecycles import Act
from services.approvals.domain.case.state import Case
from services.approvals.domain.case.ticking import timed
from services.approvals.domain.catalogue import Procedure
from services.approvals.domain.clocks.duties import of_procedure, on_named_day
from services.approvals.domain.terms import ClockKind, Deadline
from shared.kernel.rejected import Rejected


def decide_stopping(command: asked.Stopping, case: Case) -> Sequence[said.StopEvent]:
    """Answer what makes a case wait, and what it waited for."""
    match command:
        case asked.RequestSupplement():
            return request_supplement(command, case)
        case asked.ReceiveSupplement():
            return receive_supplement(command, case)
        case asked.StartSpecialProcedure():
            return start_procedure(command, case)
        case asked.EndSpecialProcedure():
            return end_procedure(command, case)
        case _:
            assert_never(command)


def request_supplement(
    command: asked.RequestSupplement, case: Case
) -> list[said.SupplementRequested]:
    """要求补正: the promised clock stands still; the statutory one only by an article."""
    since = half_day_of(command)
    content = {"missing": command.missing, "reply_by": command.reply_by, "since": since}
    if case.repeats(said.SupplementRequested, **content):
        return []
    item = require(Act.REQUEST_SUPPLEMENT, command, case)
    _require_later(command.reply_by is None or command.reply_by >= since.day)
    requested = said.SupplementRequested(
        item=item.ref,
        missing=command.missing,
        reply_by=command.reply_by,
        article=item.supplement_article,
        since=since,
        deadlines=(),
        calendar_version="",
        duties=_to_be_answered(since.day, command.reply_by),
    )
    return [timed(requested, command, case)]


def _to_be_answered(start: date, by: date | None) -> tuple[Deadline, ...]:
    return () if by is None else (on_named_day(ClockKind.SUPPLEMENT, start, by),)


def receive_supplement(
    command: asked.ReceiveSupplement, case: Case
) -> list[said.SupplementReceived]:
    """收到补正: the clocks run again, also where it comes in after its day."""
    if case.repeats(said.SupplementReceived, materials=command.materials):
        return []
    item = require(Act.RECEIVE_SUPPLEMENT, command, case)
    received = said.SupplementReceived(
        item=item.ref,
        materials=command.materials,
        until=half_day_of(command),
        deadlines=(),
        calendar_version="",
    )
    return [timed(received, command, case)]


def start_procedure(
    command: asked.StartSpecialProcedure, case: Case
) -> list[said.SpecialProcedureStarted]:
    """启动特别程序: never while a supplement is awaited, nor while another procedure runs."""
    since = half_day_of(command)
    content = {"procedure": command.procedure, "reason": command.reason, "since": since}
    own = {"limit_days": command.limit_days, "notice": command.notice}
    expected = command.expected_until
    if case.repeats(said.SpecialProcedureStarted, expected_until=expected, **content, **own):
        return []
    item = require(Act.START_SPECIAL_PROCEDURE, command, case)
    _require_later(command.expected_until is None or command.expected_until >= since.day)
    started = said.SpecialProcedureStarted(
        item=item.ref,
        procedure=command.procedure,
        reason=command.reason,
        expected_until=command.expected_until,
        article=item.article_for(command.procedure),
        since=since,
        deadlines=(),
        calendar_version="",
        limit_days=command.limit_days,
        notice=command.notice,
        duties=_own_limit(command, since.day),
    )
    return [timed(started, command, case)]


def _own_limit(command: asked.StartSpecialProcedure, start: date) -> tuple[Deadline, ...]:
    if command.limit_days is None:
        return ()
    return (of_procedure(start, command.limit_days, command.calendar),)


def end_procedure(
    command: asked.EndSpecialProcedure, case: Case
) -> list[said.SpecialProcedureEnded]:
    """结束特别程序: the clocks run again."""
    if case.repeats(said.SpecialProcedureEnded, outcome=command.outcome):
        return []
    item = require(Act.END_SPECIAL_PROCEDURE, command, case)
    stop = case.clock.open_stop
    ended = said.SpecialProcedureEnded(
        item=item.ref,
        procedure=Procedure(stop.what) if stop else Procedure.HEARING,
        outcome=command.outcome,
        until=half_day_of(command),
        deadlines=(),
        calendar_version="",
    )
    return [timed(ended, command, case)]


def _require_later(holds: bool) -> None:  # noqa: FBT001 - the caller states the condition
    if not holds:
        raise Rejected("expected-before-start", "the day expected lies before the beginning")
