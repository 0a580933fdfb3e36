"""办理: what stops the clocks, what lengthens a limit, what the examiners think, withdrawal."""

from fastapi import APIRouter, Response

from services.approvals.api import bodies
from services.approvals.api.border import CASES_AT, CaseAct, CasePath
from services.approvals.domain import commands as asked
from services.approvals.domain.acts import Act
from services.approvals.domain.policy import right_to
from shared.adapters.caller import Acting
from shared.adapters.runtime import FromRuntime

router = APIRouter(prefix=f"{CASES_AT}/{{case_id}}", tags=["办件：办理"])


@router.post("/supplement-requests", status_code=201)
async def request_supplement(
    case_id: CasePath, body: bodies.SupplementRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """要求补正: the promised clock stands still."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=Act.REQUEST_SUPPLEMENT)
    facts = caller.asked(right_to(act.act), body.when())
    command = asked.RequestSupplement(**facts, missing=body.missing, reply_by=body.reply_by)
    return await act.counting(command)


@router.post("/supplements", status_code=201)
async def receive_supplement(
    case_id: CasePath, body: bodies.MaterialsRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """收到补正: the clocks run again."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=Act.RECEIVE_SUPPLEMENT)
    facts = caller.asked(right_to(act.act), body.when())
    return await act.counting(asked.ReceiveSupplement(**facts, materials=body.materials))


@router.post("/special-procedures", status_code=201)
async def start_special_procedure(
    case_id: CasePath,
    body: bodies.SpecialProcedureRequest,
    caller: Acting,
    runtime: FromRuntime,
) -> Response:
    """特别程序开始: the statutory clock stands still only where an article says so."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=Act.START_SPECIAL_PROCEDURE)
    command = asked.StartSpecialProcedure(
        **caller.asked(right_to(act.act), body.when()),
        procedure=body.procedure,
        reason=body.reason,
        expected_until=body.expected_until,
    )
    return await act.counting(command)


@router.post("/special-procedure-ends", status_code=201)
async def end_special_procedure(
    case_id: CasePath,
    body: bodies.SpecialProcedureEndRequest,
    caller: Acting,
    runtime: FromRuntime,
) -> Response:
    """特别程序结束: the clocks run again."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=Act.END_SPECIAL_PROCEDURE)
    facts = caller.asked(right_to(act.act), body.when())
    return await act.counting(asked.EndSpecialProcedure(**facts, outcome=body.outcome))


@router.post("/extension-requests", status_code=201)
async def request_extension(
    case_id: CasePath,
    body: bodies.ExtensionRequestRequest,
    caller: Acting,
    runtime: FromRuntime,
) -> Response:
    """申请延期: another person has to allow it."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=Act.REQUEST_EXTENSION)
    facts = caller.asked(right_to(act.act))
    return await act.simply(asked.RequestExtension(**facts, days=body.days, reason=body.reason))


@router.post("/extensions", status_code=201)
async def extend(
    case_id: CasePath, _: bodies.Nothing, caller: Acting, runtime: FromRuntime
) -> Response:
    """批准延期: once, by another person than the one who asked."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=Act.EXTEND)
    return await act.counting(asked.ExtendLimit(**caller.asked(right_to(act.act))))


@router.post("/examinations", status_code=201)
async def examine(
    case_id: CasePath,
    body: bodies.ExaminationRequest,
    caller: Acting,
    runtime: FromRuntime,
) -> Response:
    """审查: passed, or objected to."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=Act.EXAMINE)
    facts = caller.asked(right_to(act.act), body.when())
    if body.result == "passed":
        return await act.simply(asked.PassExamination(**facts, opinion=body.opinion))
    return await act.simply(asked.ObjectInExamination(**facts, opinion=body.opinion))


@router.post("/withdrawal-requests", status_code=201)
async def request_withdrawal(
    case_id: CasePath, body: bodies.ReasonRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """申请撤件: before the decision."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=Act.REQUEST_WITHDRAWAL)
    facts = caller.asked(right_to(act.act), body.when())
    return await act.simply(asked.RequestWithdrawal(**facts, reason=body.reason))


@router.post("/withdrawal-refusals", status_code=201)
async def refuse_withdrawal(
    case_id: CasePath, body: bodies.ReasonRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """不同意撤件: the case goes on where it was."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=Act.REFUSE_WITHDRAWAL)
    facts = caller.asked(right_to(act.act), body.when())
    return await act.simply(asked.RefuseWithdrawal(**facts, reason=body.reason))


@router.post("/withdrawals", status_code=201)
async def withdraw(
    case_id: CasePath, body: bodies.Dated, caller: Acting, runtime: FromRuntime
) -> Response:
    """撤件: as the applicant asked."""
    act = CaseAct(runtime=runtime, caller=caller, case_id=case_id, act=Act.WITHDRAW)
    facts = caller.asked(right_to(act.act), body.when())
    return await act.ending(asked.WithdrawCase(**facts))
