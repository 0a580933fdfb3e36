"""What ends a case that is no licence and no filing: each kind is asked in its own words."""

from dataclasses import dataclass

from services.approvals.domain.commands.counting import OnCalendar
from services.approvals.domain.terms import Missing
from shared.kernel.asked import Asked


@dataclass(frozen=True, kw_only=True)
class Register(Asked):
    """予以登记: enter it in the register."""

    document_number: str
    warnings: tuple[Missing, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RefuseRegistration(Asked):
    """不予登记: do not enter it."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ProvideService(Asked):
    """公共服务办结: say that it was provided, and how."""

    result: str


@dataclass(frozen=True, kw_only=True)
class DenyService(Asked):
    """公共服务不予办理: say why it is not provided."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class MakeSelfReport(Asked):
    """企业自主报告: hand in the enterprise's own report."""

    document: str
    result: str


@dataclass(frozen=True, kw_only=True)
class ConcludeTransaction(Asked):
    """交易成交: say with whom, by what document."""

    document: str
    party: str


@dataclass(frozen=True, kw_only=True)
class FailTransaction(Asked):
    """交易未成: say why."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class DeliverStudy(OnCalendar):
    """中介成果交付: hand in what was commissioned."""

    document: str
    result: str


@dataclass(frozen=True, kw_only=True)
class DecideInternally(Asked):
    """内部事项办结: say how authorities settled it."""

    document: str
    result: str


@dataclass(frozen=True, kw_only=True)
class MeetCondition(Asked):
    """条件具备: show that it is there."""

    evidence: str


Conclusion = (
    Register
    | RefuseRegistration
    | ProvideService
    | DenyService
    | MakeSelfReport
    | ConcludeTransaction
    | FailTransaction
    | DeliverStudy
    | DecideInternally
    | MeetCondition
)
