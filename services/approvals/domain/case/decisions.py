"""决定: granting, filing, refusing, returning."""

from collections.abc import Sequence
from typing import assert_never

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.acts import day_of, require
from services.approvals.domain.case.lifecycles import Act
from services.approvals.domain.case.opinions import require_opinions
from services.approvals.domain.case.reception import accept
from services.approvals.domain.case.state import Case
from services.approvals.domain.case.validity import held_from
from services.approvals.domain.catalogue import Item, Mode
from services.approvals.domain.clocks.duties import after_grant
from services.approvals.domain.terms import Stage
from shared.kernel.rejected import Rejected


def decide_decision(
    command: asked.Decision, case: Case
) -> Sequence[said.CaseAccepted | said.DecisionEvent]:
    """Answer a decision on a case."""
    match command:
        case asked.GrantApproval() | asked.GrantWithOmissions():
            return grant(command, case)
        case asked.RefuseApproval():
            return refuse(command, case)
        case asked.RecordFiling():
            return record_filing(command, case)
        case asked.ReturnFiling():
            return return_filing(command, case)
        case _:
            assert_never(command)


def grant(
    command: asked.GrantApproval, case: Case
) -> Sequence[said.CaseAccepted | said.ApprovalGranted]:
    """准予许可: after the examination was passed, or at once on a commitment."""
    day, with_omissions = day_of(command), isinstance(command, asked.GrantWithOmissions)
    event = said.ApprovalGrantedWithOmissions if with_omissions else said.ApprovalGranted
    told: dict[str, object] = {"document_number": command.document_number}
    told |= {} if command.valid_until is None else {"valid_until": command.valid_until}
    if case.repeats(event, on=day, **told):
        return []
    item = require(_act_of(command, case), command, case)
    _require_grantable(command, case, item)
    granted = _granted(command, case, item)
    if case.progress is not Stage.RECEIVED:
        return [granted]
    taken_on = asked.AcceptCase(
        by=command.by,
        at=command.at,
        effective=command.effective,
        corrects=command.corrects,
        calendar=command.calendar,
    )
    return [*accept(taken_on, case), granted]


def _act_of(command: asked.GrantApproval, case: Case) -> Act:
    if isinstance(command, asked.GrantWithOmissions):
        return Act.GRANT_WITH_OMISSIONS
    return Act.GRANT if case.commitment is None else Act.GRANT_ON_COMMITMENT


def _require_grantable(command: asked.GrantApproval, case: Case, item: Item) -> None:
    if case.commitment is None and item.mode is Mode.COMMITMENT:
        raise Rejected("commitment-missing", "it is granted on a commitment, and there is none")
    if case.commitment is None:
        require_opinions(item, case.opinions)
    if case.commitment is None and not case.examination_passed:
        raise Rejected("examination-not-passed", "the examination has not been passed")
    if command.valid_until is not None and command.valid_until < day_of(command):
        raise Rejected("expected-before-start", "a grant is not over before it is given")
    with_omissions = isinstance(command, asked.GrantWithOmissions)
    if case.outstanding and not with_omissions:
        detail = "what was promised is outstanding"
        raise Rejected("omissions-outstanding", detail, materials=list(case.outstanding))
    if with_omissions and not case.outstanding:
        raise Rejected("omissions-not-promised", "nothing is outstanding")


def _granted(command: asked.GrantApproval, case: Case, item: Item) -> said.ApprovalGranted:
    day, with_omissions = day_of(command), isinstance(command, asked.GrantWithOmissions)
    due = after_grant(item, day, command.calendar, with_omissions=with_omissions)
    held = held_from(item, day, command.calendar, command.valid_until)
    granted = said.ApprovalGranted(
        item=item.ref,
        document_number=command.document_number,
        valid_until=held.valid_until,
        on=day,
        warnings=command.warnings,
        duties=(*due, *held.duties),
        calendar_version=command.calendar.version,
        meaning=held.meaning,
    )
    if not with_omissions:
        return granted
    return said.ApprovalGrantedWithOmissions(**vars(granted), outstanding=case.outstanding)


def refuse(command: asked.RefuseApproval, case: Case) -> list[said.ApprovalRefused]:
    """不予许可: with the reason, and how it may be contested."""
    day = day_of(command)
    content = {"reason": command.reason, "remedy_notice": command.remedy_notice}
    if case.repeats(said.ApprovalRefused, on=day, **content):
        return []
    item = require(Act.REFUSE, command, case)
    require_opinions(item, case.opinions)
    return [
        said.ApprovalRefused(
            item=item.ref,
            reason=command.reason,
            remedy_notice=command.remedy_notice,
            on=day,
        )
    ]


def record_filing(command: asked.RecordFiling, case: Case) -> list[said.FilingRecorded]:
    """予以备案: a filing is taken note of; there is nothing to examine."""
    day = day_of(command)
    if case.repeats(said.FilingRecorded, document_number=command.document_number, on=day):
        return []
    item = require(Act.RECORD_FILING, command, case)
    return [
        said.FilingRecorded(
            item=item.ref,
            document_number=command.document_number,
            on=day,
            warnings=command.warnings,
        )
    ]


def return_filing(command: asked.ReturnFiling, case: Case) -> list[said.FilingReturned]:
    """退回备案: with the reason."""
    day = day_of(command)
    if case.repeats(said.FilingReturned, reason=command.reason, on=day):
        return []
    item = require(Act.RETURN_FILING, command, case)
    return [said.FilingReturned(item=item.ref, reason=command.reason, on=day)]
