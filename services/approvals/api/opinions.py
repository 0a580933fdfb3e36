"""联合审查: departments that the item names are asked, and answer for themselves."""

from fastapi import APIRouter, Response

from services.approvals.api import bodies
from services.approvals.api.border import CASES_AT, FromCase
from services.approvals.domain import commands as asked
from services.approvals.domain.case.lifecycles import Act
from shared.kernel.policy import Guarded

router = APIRouter(prefix=f"{CASES_AT}/{{case_id}}", tags=["办件：联合审查"])


@router.post("/consultations", status_code=201)
async def request_opinions(body: bodies.ConsultationRequest, case: FromCase) -> Response:
    """征求意见: the decision waits for all of them, or until their silence is noted."""
    act = Act.REQUEST_OPINIONS
    facts, departments = case.asked(act, body), body.departments
    command = asked.RequestOpinions(**facts, reply_by=body.reply_by, departments=departments)
    return await case.simply(act, command)


@router.post("/opinions", status_code=201)
async def give_opinion(body: bodies.OpinionRequest, case: FromCase) -> Response:
    """反馈意见: each department for itself alone."""
    act, own = Act.GIVE_OPINION, Guarded(departments=frozenset({body.department}))
    command = asked.GiveOpinion(
        **case.asked(act, body),
        department=body.department,
        passed=body.result == "passed",
        opinion=body.opinion,
    )
    return await case.simply(act, command, own=own)
