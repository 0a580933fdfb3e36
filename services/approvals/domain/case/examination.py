"""审查与延期: what the examiners think, and how much longer the case may take."""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.acts import day_of, require
from services.approvals.domain.case.lifecycles import Act
from services.approvals.domain.case.state import Case
from services.approvals.domain.case.ticking import timed
from services.approvals.domain.catalogue import Item
from services.approvals.domain.clocks.timekeeping import end_of
from services.approvals.domain.terms import ClockKind, Deadline
from shared.kernel.asked import Asked, require_now
from shared.kernel.clock import HalfDay
from shared.kernel.rejected import Rejected


def decide_examination(command: asked.Examination, case: Case) -> Sequence[said.ExaminationEvent]:
    """Answer opinions and extensions."""
    match command:
        case asked.RequestExtension():
            return request_extension(command, case)
        case asked.ExtendLimit():
            return extend(command, case)
        case asked.RefuseExtension():
            return refuse_extension(command, case)
        case asked.PassExamination():
            return pass_examination(command, case)
        case asked.ObjectInExamination():
            return object_in_examination(command, case)
        case _:
            assert_never(command)


def request_extension(command: asked.RequestExtension, case: Case) -> list[said.ExtensionRequested]:
    """申请延期: within what the item allows, once, before the limit ends."""
    content = {"days": command.days, "reason": command.reason, "requested_by": command.by.id}
    if case.repeats(said.ExtensionRequested, **content):
        return []
    item = require(Act.REQUEST_EXTENSION, command, case)
    allowed = _require_extendable(command, case, item)
    if case.extension_request is not None:
        raise Rejected("extension-already-requested", "an answer is awaited")
    if not 0 < command.days <= allowed:
        detail = f"at most {allowed} working days may be added"
        raise Rejected("extension-too-long", detail, allowed_days=allowed)
    return [
        said.ExtensionRequested(
            item=item.ref,
            on=day_of(command),
            days=command.days,
            reason=command.reason,
            requested_by=command.by.id,
        )
    ]


def extend(command: asked.ExtendLimit, case: Case) -> list[said.LimitExtended]:
    """批准延期: by another person than the one who asked; the promise stays as it was."""
    if case.repeats(said.LimitExtended, approved_by=command.by.id):
        return []
    item = require(Act.EXTEND, command, case)
    _require_extendable(command, case, item)
    request = _request_of_another(command, case)
    extended = said.LimitExtended(
        item=item.ref,
        on=day_of(command),
        days=request.days,
        reason=request.reason,
        requested_by=request.requested_by,
        approved_by=command.by.id,
        from_due=_statutory_due(case.deadlines),
        to_due=None,
        deadlines=(),
        calendar_version="",
    )
    counted = timed(extended, command, case)
    return [replace(counted, to_due=_statutory_due(counted.deadlines))]


def refuse_extension(command: asked.RefuseExtension, case: Case) -> list[said.ExtensionRefused]:
    """不予延期: by another person than the one who asked, who may then ask again."""
    day, by = day_of(command), command.by.id
    if case.repeats(said.ExtensionRefused, on=day, reason=command.reason, refused_by=by):
        return []
    item = require(Act.REFUSE_EXTENSION, command, case)
    _request_of_another(command, case)
    return [said.ExtensionRefused(item=item.ref, on=day, reason=command.reason, refused_by=by)]


def _request_of_another(command: Asked, case: Case) -> said.ExtensionRequested:
    """Return what is asked for, unless nobody asked, or who answers did."""
    request = case.extension_request
    if request is None:
        raise Rejected("extension-not-requested", "nobody has asked for an extension")
    if request.requested_by == command.by.id:
        raise Rejected("approver-is-requester", "another person has to answer it")
    return request


def _statutory_due(deadlines: tuple[Deadline, ...]) -> HalfDay | None:
    return next((one.due for one in deadlines if one.clock is ClockKind.STATUTORY), None)


def pass_examination(command: asked.PassExamination, case: Case) -> list[said.ExaminationPassed]:
    """审查通过: the case may be granted."""
    day = day_of(command)
    if case.repeats(said.ExaminationPassed, opinion=command.opinion, on=day):
        return []
    item = require(Act.EXAMINE, command, case)
    return [said.ExaminationPassed(item=item.ref, opinion=command.opinion, on=day)]


def object_in_examination(
    command: asked.ObjectInExamination, case: Case
) -> list[said.ExaminationObjected]:
    """审查不通过: the case may not be granted before it is examined again."""
    day = day_of(command)
    if case.repeats(said.ExaminationObjected, opinion=command.opinion, on=day):
        return []
    item = require(Act.EXAMINE, command, case)
    return [said.ExaminationObjected(item=item.ref, opinion=command.opinion, on=day)]


def _require_extendable(command: Asked, case: Case, item: Item) -> int:
    """Refuse an extension the item does not know, a second one, and one that comes too late."""
    require_now(command)
    if item.extension_days is None or item.statutory is None:
        raise Rejected("extension-not-provided", f"the law of {item.code} knows no extension")
    if case.clock.extension is not None:
        raise Rejected("already-extended", "a limit is extended once")
    due = _statutory_due(case.deadlines)
    if due is not None and end_of(due) <= command.at:
        raise Rejected("limit-already-over", "the limit has ended", due_on=str(due.day))
    return item.extension_days
