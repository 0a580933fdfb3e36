"""What may be asked of a certificate."""

from dataclasses import dataclass

from services.approvals.domain.commands.counting import OnCalendar
from shared.kernel.asked import Asked
from shared.kernel.identifiers import CaseId


@dataclass(frozen=True, kw_only=True)
class IssueCertificate(OnCalendar):
    """发证: issue the certificate of a grant."""

    certificate_number: str


@dataclass(frozen=True, kw_only=True)
class RecordBeginning(Asked):
    """按期启用: record that the holder has begun."""

    evidence: str


@dataclass(frozen=True, kw_only=True)
class RequestValidityExtension(OnCalendar):
    """申请延续有效期: ask that it hold longer."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ExtendValidity(OnCalendar):
    """准予延续有效期: let it hold longer, as the item says."""


@dataclass(frozen=True, kw_only=True)
class RefuseValidityExtension(Asked):
    """不予延续有效期: let it end when it ends."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class NoteSuspension(Asked):
    """知悉中止施工: the works stand still."""


@dataclass(frozen=True, kw_only=True)
class ReportSuspension(Asked):
    """中止施工报告: tell the authority that they do."""

    report: str


@dataclass(frozen=True, kw_only=True)
class VerifyCertificate(Asked):
    """证照核验: let works go on under it after so long a standstill."""

    opinion: str


@dataclass(frozen=True, kw_only=True)
class NoteResumption(Asked):
    """知悉恢复施工: the works go on."""


@dataclass(frozen=True, kw_only=True)
class TakeCertificateNumber(Asked):
    """占用证照编号: take a certificate's number for a case."""

    item_code: str
    certificate_number: str
    case: CaseId


Certifying = (
    IssueCertificate
    | RecordBeginning
    | RequestValidityExtension
    | ExtendValidity
    | RefuseValidityExtension
)
Suspending = NoteSuspension | ReportSuspension | VerifyCertificate | NoteResumption
