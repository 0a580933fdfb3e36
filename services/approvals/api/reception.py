"""收件到受理: what is missing, taking on or not."""

from fastapi import APIRouter, Response

from services.approvals.api import bodies
from services.approvals.api.border import CASES_AT, CaseAct, CasePath
from services.approvals.domain import commands as asked
from services.approvals.domain.acts import Act
from services.approvals.domain.policy import right_to
from shared.adapters.caller import Acting
from shared.adapters.runtime import FromRuntime

router = APIRouter(prefix=f"{CASES_AT}/{{case_id}}", tags=["办件：收件与受理"])


@router.post("/deficiency-notices", status_code=201)
async def notify_deficiencies(
    case_id: CasePath,
    body: bodies.DeficiencyNoticeRequest,
    caller: Acting,
    runtime: FromRuntime,
) -> Response:
    """一次性告知: once, all that is missing."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=Act.NOTIFY_DEFICIENCIES)
    facts = caller.asked(right_to(act.act), body.when())
    return await act.simply(asked.NotifyDeficiencies(**facts, deficiencies=body.deficiencies))


@router.post("/remedies", status_code=201)
async def remedy_deficiencies(
    case_id: CasePath, body: bodies.MaterialsRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """受理前补正: what was missing came in."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=Act.REMEDY_DEFICIENCIES)
    facts = caller.asked(right_to(act.act), body.when())
    return await act.simply(asked.RemedyDeficiencies(**facts, materials=body.materials))


@router.post("/acceptances", status_code=201)
async def accept(
    case_id: CasePath, body: bodies.Dated, caller: Acting, runtime: FromRuntime
) -> Response:
    """受理: the clocks begin to run."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=Act.ACCEPT)
    facts = caller.asked(right_to(act.act), body.when())
    return await act.counting(asked.AcceptCase(**facts))


@router.post("/declinations", status_code=201)
async def decline(
    case_id: CasePath, body: bodies.ReasonRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """不予受理: with the reason."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=Act.DECLINE)
    facts = caller.asked(right_to(act.act), body.when())
    return await act.ending(asked.DeclineCase(**facts, reason=body.reason))


@router.post("/not-required-findings", status_code=201)
async def find_not_required(
    case_id: CasePath, body: bodies.ReasonRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """不受理: no approval is needed."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=Act.FIND_NOT_REQUIRED)
    facts = caller.asked(right_to(act.act), body.when())
    return await act.ending(asked.FindNotRequired(**facts, reason=body.reason))
