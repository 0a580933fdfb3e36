"""What is told of certificates."""

from datetime import date

from shared.contracts.approvals.told import Deadline, OnDay, WithReason


class CertificateIssued(OnDay):
    """发证: up to when it holds, or has to be made use of (`begin-within`)."""

    certificate_number: str
    meaning: str | None = None
    valid_until: date | None = None
    duties: tuple[Deadline, ...] = ()


class BeginningRecorded(OnDay):
    """按期启用: its holder has begun in time; `from_on` is the day told before, if any."""

    evidence: str
    from_on: date | None = None


class ValidityExtensionRequested(WithReason):
    """申请延续有效期: its holder asks for it."""


class ValidityExtended(OnDay):
    """准予延续有效期: it holds longer."""

    from_valid_until: date
    to_valid_until: date
    duties: tuple[Deadline, ...] = ()


class ValidityExtensionRefused(WithReason):
    """不予延续有效期: it does not."""


class SuspensionNoted(OnDay):
    """知悉中止施工: works under it stand still, and what that makes due."""

    duties: tuple[Deadline, ...] = ()


class SuspensionReported(OnDay):
    """中止施工报告: its holder has told the authority."""

    report: str


class CertificateVerified(OnDay):
    """证照核验: works may go on under it."""

    opinion: str


class ResumptionNoted(OnDay):
    """知悉恢复施工: works go on, with or without the verification that should have come first."""

    verification_missing: bool


class CertificateLapsed(OnDay):
    """自行废止: the grant is no longer in force, for its time is over."""

    certificate_number: str
    document_number: str
    meaning: str
    valid_until: date
