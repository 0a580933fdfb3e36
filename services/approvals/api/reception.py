"""收件到受理: what is missing, taking on or not."""

from fastapi import APIRouter, Response

from services.approvals.api import bodies
from services.approvals.api.border import CASES_AT, FromCase
from services.approvals.domain import commands as asked
from services.approvals.domain.case.lifecycles import Act
from shared.adapters.bodies import Dated

router = APIRouter(prefix=f"{CASES_AT}/{{case_id}}", tags=["办件：收件与受理"])


@router.post("/deficiency-notices", status_code=201)
async def notify_deficiencies(body: bodies.DeficiencyNoticeRequest, case: FromCase) -> Response:
    """一次性告知: once, all that is missing, and by when it is to come in."""
    act = Act.NOTIFY_DEFICIENCIES
    command = asked.NotifyDeficiencies(
        **case.asked(act, body), deficiencies=body.deficiencies, remedy_by=body.remedy_by
    )
    return await case.simply(act, command)


@router.post("/remedies", status_code=201)
async def remedy_deficiencies(body: bodies.MaterialsRequest, case: FromCase) -> Response:
    """受理前补正: what was missing came in."""
    act = Act.REMEDY_DEFICIENCIES
    facts = case.asked(act, body)
    return await case.simply(act, asked.RemedyDeficiencies(**facts, materials=body.materials))


@router.post("/acceptances", status_code=201)
async def accept(body: Dated, case: FromCase) -> Response:
    """受理: the clocks begin to run."""
    act = Act.ACCEPT
    facts = case.asked(act, body)
    return await case.counting(act, asked.AcceptCase(**facts))


@router.post("/declinations", status_code=201)
async def decline(body: bodies.ReasonRequest, case: FromCase) -> Response:
    """不予受理: with the reason."""
    act = Act.DECLINE
    facts = case.asked(act, body)
    return await case.ending(act, asked.DeclineCase(**facts, reason=body.reason))


@router.post("/not-required-findings", status_code=201)
async def find_not_required(body: bodies.ReasonRequest, case: FromCase) -> Response:
    """不受理: no approval is needed."""
    act = Act.FIND_NOT_REQUIRED
    facts = case.asked(act, body)
    return await case.ending(act, asked.FindNotRequired(**facts, reason=body.reason))


@router.post("/application-lapses", status_code=201)
async def lapse_application(body: bodies.ReasonRequest, case: FromCase) -> Response:
    """逾期未补正: nothing came in by the day that was told; it may be applied for anew."""
    act = Act.LAPSE_APPLICATION
    facts = case.asked(act, body)
    return await case.ending(act, asked.LapseApplication(**facts, reason=body.reason))
