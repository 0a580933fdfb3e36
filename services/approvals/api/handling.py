"""办理: what stops the clocks, what lengthens a limit, what the examiners think, withdrawal."""

from fastapi import APIRouter, Response

from services.approvals.api import bodies
from services.approvals.api.border import CASES_AT, FromCase
from services.approvals.domain import commands as asked
from services.approvals.domain.case.lifecycles import Act
from shared.adapters.bodies import Dated

router = APIRouter(prefix=f"{CASES_AT}/{{case_id}}", tags=["办件：办理"])


@router.post("/supplement-requests", status_code=201)
async def request_supplement(body: bodies.SupplementRequest, case: FromCase) -> Response:
    """要求补正: the promised clock stands still."""
    act = Act.REQUEST_SUPPLEMENT
    facts = case.asked(act, body)
    command = asked.RequestSupplement(**facts, missing=body.missing, reply_by=body.reply_by)
    return await case.counting(act, command)


@router.post("/supplements", status_code=201)
async def receive_supplement(body: bodies.MaterialsRequest, case: FromCase) -> Response:
    """收到补正: the clocks run again."""
    act = Act.RECEIVE_SUPPLEMENT
    facts = case.asked(act, body)
    return await case.counting(act, asked.ReceiveSupplement(**facts, materials=body.materials))


@router.post("/special-procedures", status_code=201)
async def start_special_procedure(body: bodies.SpecialProcedureRequest, case: FromCase) -> Response:
    """特别程序开始: the statutory clock stands still only where an article says so."""
    act = Act.START_SPECIAL_PROCEDURE
    command = asked.StartSpecialProcedure(
        **case.asked(act, body),
        procedure=body.procedure,
        reason=body.reason,
        expected_until=body.expected_until,
        limit_days=body.limit_days,
        notice=body.notice,
    )
    return await case.counting(act, command)


@router.post("/special-procedure-ends", status_code=201)
async def end_special_procedure(
    body: bodies.SpecialProcedureEndRequest, case: FromCase
) -> Response:
    """特别程序结束: the clocks run again."""
    act = Act.END_SPECIAL_PROCEDURE
    facts = case.asked(act, body)
    return await case.counting(act, asked.EndSpecialProcedure(**facts, outcome=body.outcome))


@router.post("/extension-requests", status_code=201)
async def request_extension(body: bodies.ExtensionRequestRequest, case: FromCase) -> Response:
    """申请延期: another person has to allow it."""
    act = Act.REQUEST_EXTENSION
    facts = case.asked(act)
    return await case.simply(
        act, asked.RequestExtension(**facts, days=body.days, reason=body.reason)
    )


@router.post("/extensions", status_code=201)
async def extend(_: bodies.Nothing, case: FromCase) -> Response:
    """批准延期: once, by another person than the one who asked."""
    act = Act.EXTEND
    return await case.counting(act, asked.ExtendLimit(**case.asked(act)))


@router.post("/extension-refusals", status_code=201)
async def refuse_extension(body: bodies.ReasonRequest, case: FromCase) -> Response:
    """不予延期: by another person than the one who asked."""
    act = Act.REFUSE_EXTENSION
    facts = case.asked(act, body)
    return await case.simply(act, asked.RefuseExtension(**facts, reason=body.reason))


@router.post("/examinations", status_code=201)
async def examine(body: bodies.ExaminationRequest, case: FromCase) -> Response:
    """审查: passed, or objected to."""
    act = Act.EXAMINE
    facts = case.asked(act, body)
    if body.result == "passed":
        return await case.simply(act, asked.PassExamination(**facts, opinion=body.opinion))
    return await case.simply(act, asked.ObjectInExamination(**facts, opinion=body.opinion))


@router.post("/withdrawal-requests", status_code=201)
async def request_withdrawal(body: bodies.ReasonRequest, case: FromCase) -> Response:
    """申请撤件: before the decision."""
    act = Act.REQUEST_WITHDRAWAL
    facts = case.asked(act, body)
    return await case.simply(act, asked.RequestWithdrawal(**facts, reason=body.reason))


@router.post("/withdrawal-refusals", status_code=201)
async def refuse_withdrawal(body: bodies.ReasonRequest, case: FromCase) -> Response:
    """不同意撤件: the case goes on where it was."""
    act = Act.REFUSE_WITHDRAWAL
    facts = case.asked(act, body)
    return await case.simply(act, asked.RefuseWithdrawal(**facts, reason=body.reason))


@router.post("/withdrawals", status_code=201)
async def withdraw(body: Dated, case: FromCase) -> Response:
    """撤件: as the applicant asked."""
    act = Act.WITHDRAW
    facts = case.asked(act, body)
    return await case.ending(act, asked.WithdrawCase(**facts))
