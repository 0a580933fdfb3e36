"""What happens to a certificate (证照): issued, made use of, extended, over.

The stored format: add, never rename.
"""

from dataclasses import dataclass
from datetime import date

from services.approvals.domain.catalogue import ItemRef, Meaning
from services.approvals.domain.terms import Deadline
from shared.kernel.identifiers import CaseId


@dataclass(frozen=True, kw_only=True)
class CertificateIssued:
    """发证: the certificate, and up to which day it holds or its holder has to begin."""

    item: ItemRef
    certificate_number: str
    meaning: Meaning | None
    valid_until: date | None
    on: date
    duties: tuple[Deadline, ...]
    calendar_version: str


@dataclass(frozen=True, kw_only=True)
class BeginningRecorded:
    """按期启用: the holder has begun within the validity, and this shows it.

    With a `from_on` it puts right the day that was recorded before.
    """

    item: ItemRef
    evidence: str
    on: date
    from_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ValidityExtensionRequested:
    """申请延续有效期: the holder asks, in time, that the certificate hold longer."""

    item: ItemRef
    reason: str
    on: date


@dataclass(frozen=True, kw_only=True)
class ValidityExtended:
    """准予延续有效期: it holds longer."""

    item: ItemRef
    from_valid_until: date
    to_valid_until: date
    on: date
    duties: tuple[Deadline, ...]
    calendar_version: str


@dataclass(frozen=True, kw_only=True)
class ValidityExtensionRefused:
    """不予延续有效期: it does not, for this reason."""

    item: ItemRef
    reason: str
    on: date


@dataclass(frozen=True, kw_only=True)
class SuspensionNoted:
    """知悉中止施工: the works it was issued for stand still, and what that makes due."""

    item: ItemRef
    on: date
    duties: tuple[Deadline, ...]


@dataclass(frozen=True, kw_only=True)
class SuspensionReported:
    """中止施工报告: the holder has told the authority that they do."""

    item: ItemRef
    report: str
    on: date


@dataclass(frozen=True, kw_only=True)
class CertificateVerified:
    """证照核验: after so long a standstill works may go on under it."""

    item: ItemRef
    opinion: str
    on: date


@dataclass(frozen=True, kw_only=True)
class ResumptionNoted:
    """知悉恢复施工: works go on, with or without the verification that should have come first."""

    item: ItemRef
    on: date
    verification_missing: bool


@dataclass(frozen=True, kw_only=True)
class CertificateLapsed:
    """自行废止: the time is over, to begin or to hold; it needed no decision."""

    item: ItemRef
    certificate_number: str
    document_number: str
    meaning: Meaning
    valid_until: date
    on: date


@dataclass(frozen=True, kw_only=True)
class CertificateNumberTaken:
    """证照编号占用: a certificate's number belongs to this case for ever."""

    item_code: str
    certificate_number: str
    case: CaseId


CertificateEvent = (
    CertificateIssued
    | BeginningRecorded
    | ValidityExtensionRequested
    | ValidityExtended
    | ValidityExtensionRefused
    | SuspensionNoted
    | SuspensionReported
    | CertificateVerified
    | ResumptionNoted
    | CertificateLapsed
)
