"""决定: what each kind of case is decided by; and what may become of a decision."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Body, Response

from services.approvals.api import bodies
from services.approvals.api.border import CASES_AT, FromCase, contents
from services.approvals.domain import commands as asked
from services.approvals.domain import together
from services.approvals.domain.lifecycles import Act

router = APIRouter(prefix=f"{CASES_AT}/{{case_id}}", tags=["办件：决定"])

_ASKED: Mapping[str, tuple[Act, type[Any]]] = {
    "granted": (Act.GRANT, asked.GrantApproval),
    "refused": (Act.REFUSE, asked.RefuseApproval),
    "filed": (Act.RECORD_FILING, asked.RecordFiling),
    "returned": (Act.RETURN_FILING, asked.ReturnFiling),
    "registered": (Act.REGISTER, asked.Register),
    "registration-refused": (Act.REFUSE_REGISTRATION, asked.RefuseRegistration),
    "provided": (Act.PROVIDE_SERVICE, asked.ProvideService),
    "not-provided": (Act.DENY_SERVICE, asked.DenyService),
    "decided": (Act.DECIDE_INTERNALLY, asked.DecideInternally),
}


@router.post("/decisions", status_code=201)
async def decide(body: Annotated[bodies.DecisionRequest, Body()], case: FromCase) -> Response:
    """作出决定: granted or refused, filed or returned, registered, provided: as its kind knows."""
    act, decision = _ASKED[body.outcome]
    command = decision(**case.asked(act, body), **contents(body, "outcome"))
    if isinstance(command, together.Issuing):
        return await case.issuing(act, command)
    return await case.ending(act, command)


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
