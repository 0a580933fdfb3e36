"""决定: granting, filing, refusing, returning; and what may become of a decision."""

from collections.abc import Sequence
from typing import assert_never

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.acts import day_of, require
from services.approvals.domain.case_state import Case
from services.approvals.domain.lifecycles import Act
from shared.kernel.rejected import Rejected


def decide_decision(command: asked.Decision, case: Case) -> Sequence[said.DecisionEvent]:
    """Answer a decision on a case."""
    match command:
        case asked.GrantApproval():
            return grant(command, case)
        case asked.RefuseApproval():
            return refuse(command, case)
        case asked.RecordFiling():
            return record_filing(command, case)
        case asked.ReturnFiling():
            return return_filing(command, case)
        case _:
            assert_never(command)


def decide_aftermath(command: asked.Aftermath, case: Case) -> Sequence[said.AftermathEvent]:
    """Answer what is to become of a decision."""
    match command:
        case asked.RetractApproval():
            return retract(command, case)
        case asked.RevokeApproval():
            return revoke(command, case)
        case asked.ServeDecision():
            return serve(command, case)
        case _:
            assert_never(command)


def grant(command: asked.GrantApproval, case: Case) -> list[said.ApprovalGranted]:
    """准予许可: after the examination was passed, while the case waits for nothing."""
    day = day_of(command)
    content = {"document_number": command.document_number, "valid_until": command.valid_until}
    if case.repeats(said.ApprovalGranted, on=day, **content):
        return []
    item = require(Act.GRANT, command, case)
    if not case.examination_passed:
        raise Rejected("examination-not-passed", "the examination has not been passed")
    if command.valid_until is not None and command.valid_until < day:
        raise Rejected("expected-before-start", "a grant is not over before it is given")
    return [
        said.ApprovalGranted(
            item=item.ref,
            document_number=command.document_number,
            valid_until=command.valid_until,
            on=day,
            warnings=command.warnings,
        )
    ]


def refuse(command: asked.RefuseApproval, case: Case) -> list[said.ApprovalRefused]:
    """不予许可: with the reason, and how it may be contested."""
    day = day_of(command)
    content = {"reason": command.reason, "remedy_notice": command.remedy_notice}
    if case.repeats(said.ApprovalRefused, on=day, **content):
        return []
    item = require(Act.REFUSE, command, case)
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


def retract(command: asked.RetractApproval, case: Case) -> list[said.ApprovalRetracted]:
    """撤回: what was lawful and no longer can stand."""
    day = day_of(command)
    content = {"grounds": command.grounds, "deciding_authority": command.deciding_authority}
    if case.repeats(said.ApprovalRetracted, on=day, **content):
        return []
    item = require(Act.RETRACT, command, case)
    return [
        said.ApprovalRetracted(
            item=item.ref,
            document_number=case.document_number,
            grounds=command.grounds,
            deciding_authority=command.deciding_authority,
            on=day,
        )
    ]


def revoke(command: asked.RevokeApproval, case: Case) -> list[said.ApprovalRevoked]:
    """撤销: what should not have been granted."""
    day = day_of(command)
    content = {"grounds": command.grounds, "deciding_authority": command.deciding_authority}
    if case.repeats(said.ApprovalRevoked, on=day, **content):
        return []
    item = require(Act.REVOKE, command, case)
    return [
        said.ApprovalRevoked(
            item=item.ref,
            document_number=case.document_number,
            grounds=command.grounds,
            deciding_authority=command.deciding_authority,
            on=day,
        )
    ]


def serve(command: asked.ServeDecision, case: Case) -> list[said.DecisionServed]:
    """送达: once."""
    day = day_of(command)
    if case.repeats(said.DecisionServed, method=command.method, on=day):
        return []
    item = require(Act.SERVE, command, case)
    if case.served:
        raise Rejected("decision-already-served", "the decision was served before")
    return [said.DecisionServed(item=item.ref, method=command.method, on=day)]
