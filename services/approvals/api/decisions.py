"""决定: granting, refusing, filing, returning; and what may become of a decision."""

from typing import Annotated

from fastapi import APIRouter, Body, Response

from services.approvals.api import bodies
from services.approvals.api.border import CASES_AT, CaseAct, CasePath
from services.approvals.domain import commands as asked
from services.approvals.domain.acts import Act
from services.approvals.domain.policy import right_to
from shared.adapters.caller import Acting
from shared.adapters.runtime import FromRuntime

router = APIRouter(prefix=f"{CASES_AT}/{{case_id}}", tags=["办件：决定"])

_ACTS = {
    "granted": Act.GRANT,
    "refused": Act.REFUSE,
    "filed": Act.RECORD_FILING,
    "returned": Act.RETURN_FILING,
}


@router.post("/decisions", status_code=201)
async def decide(
    case_id: CasePath,
    body: Annotated[bodies.DecisionRequest, Body()],
    caller: Acting,
    runtime: FromRuntime,
) -> Response:
    """作出决定: a licence is granted or refused, a filing filed or returned."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=_ACTS[body.outcome])
    facts = caller.asked(right_to(act.act), body.when())
    match body:
        case bodies.Granting():
            number, until = body.document_number, body.valid_until
            grant = asked.GrantApproval(**facts, document_number=number, valid_until=until)
            return await act.issuing(grant)
        case bodies.Filing():
            number = body.document_number
            return await act.issuing(asked.RecordFiling(**facts, document_number=number))
        case bodies.Refusing():
            reason, remedy = body.reason, body.remedy_notice
            refusal = asked.RefuseApproval(**facts, reason=reason, remedy_notice=remedy)
            return await act.ending(refusal)
        case bodies.Returning():
            return await act.ending(asked.ReturnFiling(**facts, reason=body.reason))


@router.post("/retractions", status_code=201)
async def retract(
    case_id: CasePath, body: bodies.UndoingRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """撤回: a lawful grant, for what has changed since."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=Act.RETRACT)
    command = asked.RetractApproval(
        **caller.asked(right_to(act.act), body.when()),
        grounds=body.grounds,
        deciding_authority=body.deciding_authority,
    )
    return await act.ending(command)


@router.post("/revocations", status_code=201)
async def revoke(
    case_id: CasePath, body: bodies.UndoingRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """撤销: a grant that should not have been."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=Act.REVOKE)
    command = asked.RevokeApproval(
        **caller.asked(right_to(act.act), body.when()),
        grounds=body.grounds,
        deciding_authority=body.deciding_authority,
    )
    return await act.ending(command)


@router.post("/servings", status_code=201)
async def serve(
    case_id: CasePath, body: bodies.ServingRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """送达: the decision reached the applicant."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=Act.SERVE)
    facts = caller.asked(right_to(act.act), body.when())
    return await act.simply(asked.ServeDecision(**facts, method=body.method))
