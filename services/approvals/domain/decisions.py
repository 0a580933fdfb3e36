"""决定: granting, filing, refusing, returning; and what may become of a decision."""

from services.approvals.domain.acts import Act, day_of, require
from services.approvals.domain.case_state import Case
from services.approvals.domain.commands import (
    GrantApproval,
    RecordFiling,
    RefuseApproval,
    RetractApproval,
    ReturnFiling,
    RevokeApproval,
    ServeDecision,
)
from services.approvals.domain.events import (
    ApprovalGranted,
    ApprovalRefused,
    ApprovalRetracted,
    ApprovalRevoked,
    DecisionServed,
    FilingRecorded,
    FilingReturned,
)
from shared.kernel.rejected import Rejected


def grant(command: GrantApproval, case: Case) -> list[ApprovalGranted]:
    """准予许可: after the examination was passed, while the case waits for nothing."""
    day = day_of(command)
    asked = {"document_number": command.document_number, "valid_until": command.valid_until}
    if case.repeats(ApprovalGranted, granted_on=day, **asked):
        return []
    item = require(Act.GRANT, command, case)
    if not case.examination_passed:
        raise Rejected("examination-not-passed", "the examination has not been passed")
    if command.valid_until is not None and command.valid_until < day:
        raise Rejected("expected-before-start", "a grant is not over before it is given")
    return [
        ApprovalGranted(
            item=item.ref,
            document_number=command.document_number,
            valid_until=command.valid_until,
            granted_on=day,
            warnings=command.warnings,
        )
    ]


def refuse(command: RefuseApproval, case: Case) -> list[ApprovalRefused]:
    """不予许可: with the reason, and how it may be contested."""
    day = day_of(command)
    asked = {"reason": command.reason, "remedy_notice": command.remedy_notice}
    if case.repeats(ApprovalRefused, refused_on=day, **asked):
        return []
    item = require(Act.REFUSE, command, case)
    return [
        ApprovalRefused(
            item=item.ref,
            reason=command.reason,
            remedy_notice=command.remedy_notice,
            refused_on=day,
        )
    ]


def record_filing(command: RecordFiling, case: Case) -> list[FilingRecorded]:
    """予以备案: a filing is taken note of; there is nothing to examine."""
    day = day_of(command)
    if case.repeats(FilingRecorded, document_number=command.document_number, filed_on=day):
        return []
    item = require(Act.RECORD_FILING, command, case)
    return [
        FilingRecorded(
            item=item.ref,
            document_number=command.document_number,
            filed_on=day,
            warnings=command.warnings,
        )
    ]


def return_filing(command: ReturnFiling, case: Case) -> list[FilingReturned]:
    """退回备案: with the reason."""
    day = day_of(command)
    if case.repeats(FilingReturned, reason=command.reason, returned_on=day):
        return []
    item = require(Act.RETURN_FILING, command, case)
    return [FilingReturned(item=item.ref, reason=command.reason, returned_on=day)]


def retract(command: RetractApproval, case: Case) -> list[ApprovalRetracted]:
    """撤回: what was lawful and no longer can stand."""
    day = day_of(command)
    asked = {"grounds": command.grounds, "deciding_authority": command.deciding_authority}
    if case.repeats(ApprovalRetracted, retracted_on=day, **asked):
        return []
    item = require(Act.RETRACT, command, case)
    return [
        ApprovalRetracted(
            item=item.ref,
            document_number=case.document_number,
            grounds=command.grounds,
            deciding_authority=command.deciding_authority,
            retracted_on=day,
        )
    ]


def revoke(command: RevokeApproval, case: Case) -> list[ApprovalRevoked]:
    """撤销: what should not have been granted."""
    day = day_of(command)
    asked = {"grounds": command.grounds, "deciding_authority": command.deciding_authority}
    if case.repeats(ApprovalRevoked, revoked_on=day, **asked):
        return []
    item = require(Act.REVOKE, command, case)
    return [
        ApprovalRevoked(
            item=item.ref,
            document_number=case.document_number,
            grounds=command.grounds,
            deciding_authority=command.deciding_authority,
            revoked_on=day,
        )
    ]


def serve(command: ServeDecision, case: Case) -> list[DecisionServed]:
    """送达: once."""
    day = day_of(command)
    if case.repeats(DecisionServed, method=command.method, served_on=day):
        return []
    item = require(Act.SERVE, command, case)
    if case.served:
        raise Rejected("decision-already-served", "the decision was served before")
    return [DecisionServed(item=item.ref, method=command.method, served_on=day)]
