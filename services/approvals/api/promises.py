"""容缺与告知承诺: what is promised, what of it comes, and what a check finds."""

from fastapi import APIRouter, Response

from services.approvals.api import bodies
from services.approvals.api.border import CASES_AT, FromCase
from services.approvals.domain import commands as asked
from services.approvals.domain.case.lifecycles import Act

router = APIRouter(prefix=f"{CASES_AT}/{{case_id}}", tags=["办件：容缺与承诺"])


@router.post("/omission-promises", status_code=201)
async def promise_omissions(body: bodies.CodesRequest, case: FromCase) -> Response:
    """容缺承诺: these materials will come later; once, before acceptance."""
    act = Act.PROMISE_OMISSIONS
    facts = case.asked(act, body)
    return await case.simply(act, asked.PromiseOmissions(**facts, materials=body.materials))


@router.post("/omission-supplies", status_code=201)
async def supply_omissions(body: bodies.CodesRequest, case: FromCase) -> Response:
    """补齐: with the last of them a 容缺通过 becomes a whole grant."""
    act = Act.SUPPLY_OMISSIONS
    facts = case.asked(act, body)
    return await case.simply(act, asked.SupplyOmissions(**facts, materials=body.materials))


@router.post("/commitment-checks", status_code=201)
async def check_commitment(body: bodies.CheckRequest, case: FromCase) -> Response:
    """批后核查: what fails makes a proposal to revoke or to void, and does neither."""
    act = Act.CHECK_COMMITMENT
    facts = case.asked(act, body)
    if body.result == "passed":
        return await case.simply(act, asked.PassCommitmentCheck(**facts, opinion=body.opinion))
    return await case.simply(act, asked.FailCommitmentCheck(**facts, opinion=body.opinion))
