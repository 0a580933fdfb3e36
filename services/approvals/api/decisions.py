"""决定: granting, refusing, filing, returning; and what may become of a decision."""

from typing import Annotated

from fastapi import APIRouter, Body, Response

from services.approvals.api import bodies
from services.approvals.api.border import CASES_AT, FromCase
from services.approvals.domain import commands as asked
from services.approvals.domain.acts import Act

router = APIRouter(prefix=f"{CASES_AT}/{{case_id}}", tags=["办件：决定"])

_ACTS = {
    "granted": Act.GRANT,
    "refused": Act.REFUSE,
    "filed": Act.RECORD_FILING,
    "returned": Act.RETURN_FILING,
}


@router.post("/decisions", status_code=201)
async def decide(body: Annotated[bodies.DecisionRequest, Body()], case: FromCase) -> Response:
    """作出决定: a licence is granted or refused, a filing filed or returned."""
    act = _ACTS[body.outcome]
    facts = case.asked(act, body)
    match body:
        case bodies.Granting():
            number, until = body.document_number, body.valid_until
            grant = asked.GrantApproval(**facts, document_number=number, valid_until=until)
            return await case.issuing(act, grant)
        case bodies.Filing():
            number = body.document_number
            return await case.issuing(act, asked.RecordFiling(**facts, document_number=number))
        case bodies.Refusing():
            reason, remedy = body.reason, body.remedy_notice
            refusal = asked.RefuseApproval(**facts, reason=reason, remedy_notice=remedy)
            return await case.ending(act, refusal)
        case bodies.Returning():
            return await case.ending(act, asked.ReturnFiling(**facts, reason=body.reason))


@router.post("/retractions", status_code=201)
async def retract(body: bodies.UndoingRequest, case: FromCase) -> Response:
    """撤回: a lawful grant, for what has changed since."""
    act = Act.RETRACT
    command = asked.RetractApproval(
        **case.asked(act, body),
        grounds=body.grounds,
        deciding_authority=body.deciding_authority,
    )
    return await case.ending(act, command)


@router.post("/revocations", status_code=201)
async def revoke(body: bodies.UndoingRequest, case: FromCase) -> Response:
    """撤销: a grant that should not have been."""
    act = Act.REVOKE
    command = asked.RevokeApproval(
        **case.asked(act, body),
        grounds=body.grounds,
        deciding_authority=body.deciding_authority,
    )
    return await case.ending(act, command)


@router.post("/servings", status_code=201)
async def serve(body: bodies.ServingRequest, case: FromCase) -> Response:
    """送达: the decision reached the applicant."""
    act = Act.SERVE
    facts = case.asked(act, body)
    return await case.simply(act, asked.ServeDecision(**facts, method=body.method))
