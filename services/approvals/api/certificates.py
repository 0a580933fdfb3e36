"""证照: issued after the grant, made use of, extended, verified; it lapses by itself."""

from fastapi import APIRouter, Response

from services.approvals.api import bodies
from services.approvals.api.border import CASES_AT, FromCase
from services.approvals.domain import commands as asked
from services.approvals.domain.case.lifecycles import Act
from shared.adapters.bodies import Dated

router = APIRouter(prefix=f"{CASES_AT}/{{case_id}}", tags=["办件：证照"])


@router.post("/certificates", status_code=201)
async def issue_certificate(body: bodies.CertificateRequest, case: FromCase) -> Response:
    """发证: its validity runs from this day; its number is never given again."""
    facts, number = case.asked(Act.ISSUE_CERTIFICATE, body), body.certificate_number
    return await case.certifying(asked.IssueCertificate(**facts, certificate_number=number))


@router.post("/beginnings", status_code=201)
async def record_beginning(body: bodies.EvidenceRequest, case: FromCase) -> Response:
    """按期启用: its holder has begun within the validity."""
    act = Act.RECORD_BEGINNING
    facts = case.asked(act, body)
    return await case.simply(act, asked.RecordBeginning(**facts, evidence=body.evidence))


@router.post("/validity-extension-requests", status_code=201)
async def request_extension(body: bodies.ReasonRequest, case: FromCase) -> Response:
    """申请延续有效期: in time, and as often as the item says."""
    act = Act.REQUEST_VALIDITY_EXTENSION
    facts = case.asked(act, body)
    return await case.counting(act, asked.RequestValidityExtension(**facts, reason=body.reason))


@router.post("/validity-extensions", status_code=201)
async def extend_validity(body: Dated, case: FromCase) -> Response:
    """准予延续有效期: by as much as the item says, from the old end."""
    act = Act.EXTEND_VALIDITY
    return await case.counting(act, asked.ExtendValidity(**case.asked(act, body)))


@router.post("/validity-extension-refusals", status_code=201)
async def refuse_extension(body: bodies.ReasonRequest, case: FromCase) -> Response:
    """不予延续有效期: it ends on its day, or at once where that is past."""
    act = Act.REFUSE_VALIDITY_EXTENSION
    facts = case.asked(act, body)
    return await case.simply(act, asked.RefuseValidityExtension(**facts, reason=body.reason))


@router.post("/suspension-reports", status_code=201)
async def report_suspension(body: bodies.ReportRequest, case: FromCase) -> Response:
    """中止施工报告: works under it stand still, and the authority is told."""
    act = Act.REPORT_SUSPENSION
    facts = case.asked(act, body)
    return await case.simply(act, asked.ReportSuspension(**facts, report=body.report))


@router.post("/verifications", status_code=201)
async def verify(body: bodies.OpinionOnRequest, case: FromCase) -> Response:
    """证照核验: after so long a standstill, before works go on."""
    act = Act.VERIFY_CERTIFICATE
    facts = case.asked(act, body)
    return await case.simply(act, asked.VerifyCertificate(**facts, opinion=body.opinion))
