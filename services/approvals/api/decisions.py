"""决定: what each kind of case is decided by; and what may become of a decision."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Body, Response

from services.approvals.api import bodies
from services.approvals.api.border import CASES_AT, FromCase, contents
from services.approvals.domain import commands as asked
from services.approvals.domain import together
from services.approvals.domain.case.lifecycles import Act

router = APIRouter(prefix=f"{CASES_AT}/{{case_id}}", tags=["办件：决定"])

_ASKED: Mapping[str, tuple[Act, type[Any]]] = {
    "granted": (Act.GRANT, asked.GrantApproval),
    "granted-with-omissions": (Act.GRANT_WITH_OMISSIONS, asked.GrantWithOmissions),
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
    facts = case.asked(Act.RETRACT, body)
    return await case.ending(Act.RETRACT, asked.RetractApproval(**facts, **contents(body)))


@router.post("/revocations", status_code=201)
async def revoke(body: bodies.UndoingRequest, case: FromCase) -> Response:
    """撤销: a grant that should not have been."""
    facts = case.asked(Act.REVOKE, body)
    return await case.ending(Act.REVOKE, asked.RevokeApproval(**facts, **contents(body)))


@router.post("/deregistration-requests", status_code=201)
async def request_deregistration(body: bodies.ReasonRequest, case: FromCase) -> Response:
    """申请注销: the holder no longer wants it; the department decides."""
    act = Act.REQUEST_DEREGISTRATION
    facts = case.asked(act, body)
    return await case.simply(act, asked.RequestDeregistration(**facts, reason=body.reason))


@router.post("/deregistrations", status_code=201)
async def deregister(body: bodies.UndoingRequest, case: FromCase) -> Response:
    """注销: what has ended is struck off."""
    facts = case.asked(Act.DEREGISTER, body)
    return await case.ending(Act.DEREGISTER, asked.DeregisterApproval(**facts, **contents(body)))


@router.post("/forfeitures", status_code=201)
async def forfeit(body: bodies.UndoingRequest, case: FromCase) -> Response:
    """吊销: taken away as a penalty."""
    facts = case.asked(Act.FORFEIT, body)
    return await case.ending(Act.FORFEIT, asked.ForfeitApproval(**facts, **contents(body)))


@router.post("/study-voidings", status_code=201)
async def void_study(body: bodies.UndoingRequest, case: FromCase) -> Response:
    """成果作废: a study that was delivered counts no longer, and is to be made anew."""
    facts = case.asked(Act.VOID_STUDY, body)
    return await case.ending(Act.VOID_STUDY, asked.VoidStudy(**facts, **contents(body)))


@router.post("/servings", status_code=201)
async def serve(body: bodies.ServingRequest, case: FromCase) -> Response:
    """送达: the decision reached the applicant."""
    act = Act.SERVE
    facts = case.asked(act, body)
    return await case.simply(act, asked.ServeDecision(**facts, method=body.method))
