"""决定之后: serving it, and the acts that undo it, each with its own word."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.acts import day_of, require
from services.approvals.domain.case.lifecycles import Act
from services.approvals.domain.case.state import Case
from shared.kernel.rejected import Rejected

UNDOING: Mapping[type[asked.Undoing], tuple[Act, type[Any]]] = {
    asked.RetractApproval: (Act.RETRACT, said.ApprovalRetracted),
    asked.RevokeApproval: (Act.REVOKE, said.ApprovalRevoked),
    asked.DeregisterApproval: (Act.DEREGISTER, said.ApprovalDeregistered),
    asked.ForfeitApproval: (Act.FORFEIT, said.ApprovalForfeited),
    asked.VoidStudy: (Act.VOID_STUDY, said.StudyVoided),
}


def decide_aftermath(command: asked.Aftermath, case: Case) -> Sequence[said.AftermathEvent]:
    """Answer what is to become of a decision."""
    match command:
        case asked.ServeDecision():
            return serve(command, case)
        case asked.RequestDeregistration():
            return request_deregistration(command, case)
        case _:
            return undo(command, case)


def undo(command: asked.Undoing, case: Case) -> list[said.UndoingEvent | said.StudyVoided]:
    """撤回, 撤销, 注销, 吊销, 作废: with its grounds, by the authority that decides it."""
    day, (act, event) = day_of(command), UNDOING[type(command)]
    content = {"grounds": command.grounds, "deciding_authority": command.deciding_authority}
    if case.repeats(event, on=day, **content):
        return []
    item = require(act, command, case)
    told: dict[str, Any] = {**content, "on": day}
    if event is not said.StudyVoided:
        told["document_number"] = case.document_number
    if event is said.ApprovalDeregistered:
        told["by_wish"] = case.deregistration_wished
    return [event(item=item.ref, **told)]


def request_deregistration(
    command: asked.RequestDeregistration, case: Case
) -> list[said.DeregistrationRequested]:
    """申请注销: the holder's wish; the department decides."""
    day = day_of(command)
    if case.repeats(said.DeregistrationRequested, reason=command.reason, on=day):
        return []
    item = require(Act.REQUEST_DEREGISTRATION, command, case)
    return [said.DeregistrationRequested(item=item.ref, reason=command.reason, on=day)]


def serve(command: asked.ServeDecision, case: Case) -> list[said.DecisionServed]:
    """送达: once."""
    day = day_of(command)
    if case.repeats(said.DecisionServed, method=command.method, on=day):
        return []
    item = require(Act.SERVE, command, case)
    if case.served:
        raise Rejected("decision-already-served", "the decision was served before")
    return [said.DecisionServed(item=item.ref, method=command.method, on=day)]
