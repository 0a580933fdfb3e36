"""办结: reports, studies, transactions, conditions: what ends a case without a decision."""

from fastapi import APIRouter, Response

from services.approvals.api import bodies
from services.approvals.api.border import CASES_AT, FromCase, contents
from services.approvals.domain import commands as asked
from services.approvals.domain.case.lifecycles import Act

router = APIRouter(prefix=f"{CASES_AT}/{{case_id}}", tags=["办件：非许可事项"])


@router.post("/self-reports", status_code=201)
async def make_self_report(body: bodies.DocumentedRequest, case: FromCase) -> Response:
    """企业自主报告: the enterprise has done it, and this is its document."""
    act = Act.MAKE_SELF_REPORT
    facts = case.asked(act, body)
    return await case.ending(act, asked.MakeSelfReport(**facts, **contents(body)))


@router.post("/transaction-conclusions", status_code=201)
async def conclude_transaction(body: bodies.TransactionRequest, case: FromCase) -> Response:
    """交易成交: by which document, with whom."""
    act = Act.CONCLUDE_TRANSACTION
    facts = case.asked(act, body)
    return await case.ending(act, asked.ConcludeTransaction(**facts, **contents(body)))


@router.post("/transaction-failures", status_code=201)
async def fail_transaction(body: bodies.ReasonRequest, case: FromCase) -> Response:
    """交易未成: it may be announced anew, as another case."""
    act = Act.FAIL_TRANSACTION
    facts = case.asked(act, body)
    return await case.ending(act, asked.FailTransaction(**facts, **contents(body)))


@router.post("/study-deliveries", status_code=201)
async def deliver_study(body: bodies.DocumentedRequest, case: FromCase) -> Response:
    """中介成果交付: the study, survey or review is there."""
    act = Act.DELIVER_STUDY
    facts = case.asked(act, body)
    return await case.ending(act, asked.DeliverStudy(**facts, **contents(body)))


@router.post("/fulfilments", status_code=201)
async def meet_condition(body: bodies.EvidenceRequest, case: FromCase) -> Response:
    """条件具备: with what shows it."""
    act = Act.MEET_CONDITION
    facts = case.asked(act, body)
    return await case.ending(act, asked.MeetCondition(**facts, **contents(body)))
