"""What requests may hold, and how it becomes what the rules speak of."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.approvals.domain.catalogue import Procedure
from services.approvals.domain.events import Service
from services.approvals.views import ItemCode
from shared.adapters.bodies import IDENTIFIER, SHORT_NAME, Dated, Day
from shared.adapters.web import Body, Line, Prose
from shared.kernel.identifiers import DepartmentId, ProjectId

Project = Annotated[ProjectId, StringConstraints(pattern=IDENTIFIER)]
Number = Annotated[Line, StringConstraints(max_length=64)]
Department = Annotated[DepartmentId, StringConstraints(pattern=SHORT_NAME)]
Lines = Annotated[tuple[Line, ...], Field(max_length=100)]
SomeLines = Annotated[tuple[Line, ...], Field(min_length=1, max_length=100)]


class ApplicationRequest(Dated):
    """申报收件: for an item of a project's plan, with what was handed in."""

    project_id: Project
    item_code: ItemCode
    materials: Lines = ()
    commitment: Prose | None = None


class AppliedItemRequest(Body):
    """申报事项: an item with its own materials, and its commitment where it is granted on one."""

    item_code: ItemCode
    materials: Lines = ()
    commitment: Prose | None = None


class FormRequest(Dated):
    """一表申报: several items of one stage of a project's plan."""

    project_id: Project
    items: Annotated[tuple[AppliedItemRequest, ...], Field(min_length=1, max_length=30)]


class DeficiencyNoticeRequest(Dated):
    """一次性告知: all that is missing, and by when it is to come in."""

    deficiencies: SomeLines
    remedy_by: Day | None = None


class MaterialsRequest(Dated):
    """补正材料: what came in."""

    materials: SomeLines


class ReasonRequest(Dated):
    """理由: why."""

    reason: Prose


class SupplementRequest(Dated):
    """要求补正: what is missing, and by when an answer is expected."""

    missing: SomeLines
    reply_by: Day | None = None


class SpecialProcedureRequest(Dated):
    """特别程序: which one, why, its own limit, and how the applicant was told in writing."""

    procedure: Procedure
    reason: Prose
    expected_until: Day | None = None
    limit_days: Annotated[Decimal, Field(gt=0, le=365, multiple_of=Decimal("0.5"))] | None = None
    notice: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


class SpecialProcedureEndRequest(Dated):
    """特别程序结束: what came of it."""

    outcome: Prose


class ExtensionRequestRequest(Body):
    """申请延期: how many working days more, and why; it is of the moment it is entered."""

    days: Annotated[Decimal, Field(gt=0, le=365, multiple_of=Decimal("0.5"))]
    reason: Prose


class Nothing(Body):
    """无其他内容: the act says it all, and is of the moment it is entered."""


class ExaminationRequest(Dated):
    """审查意见: passed or objected, and the opinion."""

    result: Literal["passed", "objected"]
    opinion: Prose


class Granting(Dated):
    """准予许可: under this document number."""

    outcome: Literal["granted"]
    document_number: Number
    valid_until: Day | None = None


class GrantingWithOmissions(Dated):
    """容缺通过: under this document number, while promised materials are outstanding."""

    outcome: Literal["granted-with-omissions"]
    document_number: Number
    valid_until: Day | None = None


class Refusing(Dated):
    """不予许可: the reason, and how the decision may be contested."""

    outcome: Literal["refused"]
    reason: Prose
    remedy_notice: Prose


class Filing(Dated):
    """予以备案: under this number."""

    outcome: Literal["filed"]
    document_number: Number


class Returning(Dated):
    """退回备案: why."""

    outcome: Literal["returned"]
    reason: Prose


class Registering(Dated):
    """予以登记: under this number."""

    outcome: Literal["registered"]
    document_number: Number


class RefusingRegistration(Dated):
    """不予登记: why."""

    outcome: Literal["registration-refused"]
    reason: Prose


class Providing(Dated):
    """公共服务办结: what was provided."""

    outcome: Literal["provided"]
    result: Prose


class Denying(Dated):
    """公共服务不予办理: why."""

    outcome: Literal["not-provided"]
    reason: Prose


class DecidingInternally(Dated):
    """内部事项办结: by which document, and how."""

    outcome: Literal["decided"]
    document: Line
    result: Prose


DecisionRequest = Annotated[
    Granting
    | GrantingWithOmissions
    | Refusing
    | Filing
    | Returning
    | Registering
    | RefusingRegistration
    | Providing
    | Denying
    | DecidingInternally,
    Field(discriminator="outcome"),
]


class CodesRequest(Dated):
    """容缺材料: by their codes in the catalogue."""

    materials: SomeLines


class CheckRequest(Dated):
    """批后核查: what was promised is so, or is not, and the opinion."""

    result: Literal["passed", "failed"]
    opinion: Prose


class ConsultationRequest(Dated):
    """征求意见: by when, and of whom where not of all that the item names."""

    reply_by: Day
    departments: Annotated[tuple[Department, ...], Field(max_length=20)] = ()


class OpinionRequest(Dated):
    """反馈意见: for which department, and what it thinks."""

    department: Department
    result: Literal["passed", "objected"]
    opinion: Prose


class CertificateRequest(Dated):
    """发证: under this number."""

    certificate_number: Number


class DocumentedRequest(Dated):
    """报告或成果: the document, and what it says in short."""

    document: Line
    result: Prose


class TransactionRequest(Dated):
    """交易成交: by which document, with whom."""

    document: Line
    party: Line


class EvidenceRequest(Dated):
    """条件具备: what shows it."""

    evidence: Prose


class ReportRequest(Dated):
    """中止施工报告: what the holder tells."""

    report: Prose


class OpinionOnRequest(Dated):
    """核验意见: what the authority found."""

    opinion: Prose


class UndoingRequest(Dated):
    """撤回或撤销: on what grounds, decided by whom."""

    grounds: Prose
    deciding_authority: Line


class ServingRequest(Dated):
    """送达: how."""

    method: Service
