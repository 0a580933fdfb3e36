"""What may be asked of a case. A command carries every fact its rule needs, also the calendar."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.approvals.domain.catalogue import Item, Procedure
from services.approvals.domain.commands.aftermath import Aftermath
from services.approvals.domain.commands.certificates import Certifying, Suspending
from services.approvals.domain.commands.counting import OnCalendar
from services.approvals.domain.commands.kinds import Conclusion
from services.approvals.domain.commands.opinions import Consulting
from services.approvals.domain.commands.plan import NoteLeader, NoteOfficer
from services.approvals.domain.commands.promises import Promise
from services.approvals.domain.terms import ClockKind, Missing, Readers
from shared.kernel.asked import Asked
from shared.kernel.identifiers import LeadId, ParkId, ProjectId


@dataclass(frozen=True, kw_only=True)
class ReceiveCase(OnCalendar):
    """收件: take in the materials for an item of a project's plan."""

    item: Item
    project: ProjectId
    lead: LeadId | None
    project_name: str
    park: ParkId | None
    readers: Readers
    materials: tuple[str, ...]
    warnings: tuple[Missing, ...] = ()
    application: str | None = None


@dataclass(frozen=True, kw_only=True)
class NotifyDeficiencies(Asked):
    """一次性告知: tell the applicant, once, all that is missing."""

    deficiencies: tuple[str, ...]
    remedy_by: date | None = None


@dataclass(frozen=True, kw_only=True)
class RemedyDeficiencies(Asked):
    """受理前补正: take in what was missing."""

    materials: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AcceptCase(OnCalendar):
    """受理: take the case on."""


@dataclass(frozen=True, kw_only=True)
class DeemAccepted(OnCalendar):
    """视为受理: the time for the notice is over and nothing was said."""


@dataclass(frozen=True, kw_only=True)
class DeclineCase(Asked):
    """不予受理: do not take the case on."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class FindNotRequired(Asked):
    """不受理: find that no approval is needed."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class LapseApplication(Asked):
    """逾期未补正: end an application for which nothing came in time."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class RequestSupplement(OnCalendar):
    """要求补正: ask for what is found missing while handling."""

    missing: tuple[str, ...]
    reply_by: date | None = None


@dataclass(frozen=True, kw_only=True)
class ReceiveSupplement(OnCalendar):
    """收到补正: take in what was asked for."""

    materials: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StartSpecialProcedure(OnCalendar):
    """启动特别程序: let the case wait for a hearing, a testing, a review."""

    procedure: Procedure
    reason: str
    expected_until: date | None = None
    limit_days: Decimal | None = None
    notice: str = ""


@dataclass(frozen=True, kw_only=True)
class EndSpecialProcedure(OnCalendar):
    """结束特别程序: say what came of it."""

    outcome: str


@dataclass(frozen=True, kw_only=True)
class RequestExtension(Asked):
    """申请延期: ask that the statutory limit be longer."""

    days: Decimal
    reason: str


@dataclass(frozen=True, kw_only=True)
class ExtendLimit(OnCalendar):
    """批准延期: allow what another person asked for."""


@dataclass(frozen=True, kw_only=True)
class RefuseExtension(Asked):
    """不予延期: say no to what another person asked for."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class PassExamination(Asked):
    """审查通过: see nothing against it."""

    opinion: str


@dataclass(frozen=True, kw_only=True)
class ObjectInExamination(Asked):
    """审查不通过: object."""

    opinion: str


@dataclass(frozen=True, kw_only=True)
class RequestWithdrawal(Asked):
    """申请撤件: ask for the application back."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class RefuseWithdrawal(Asked):
    """不同意撤件: go on with the case."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class WithdrawCase(Asked):
    """撤件: give the application back."""


@dataclass(frozen=True, kw_only=True)
class GrantApproval(OnCalendar):
    """作出准予许可决定: grant what was applied for."""

    document_number: str
    valid_until: date | None = None
    warnings: tuple[Missing, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GrantWithOmissions(GrantApproval):
    """作出容缺通过决定: grant although promised materials are outstanding."""


@dataclass(frozen=True, kw_only=True)
class RefuseApproval(Asked):
    """作出不予许可决定: refuse what was applied for, and say how to contest it."""

    reason: str
    remedy_notice: str


@dataclass(frozen=True, kw_only=True)
class RecordFiling(Asked):
    """予以备案: put the project on file."""

    document_number: str
    warnings: tuple[Missing, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReturnFiling(Asked):
    """退回备案: give back what cannot be filed so."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class WarnOfLimit(Asked):
    """时限预警: the moment has come when little is left of a limit."""

    clock: ClockKind


@dataclass(frozen=True, kw_only=True)
class ExceedLimit(OnCalendar):
    """时限逾期: the moment has come when a limit has run out; what follows is counted anew."""

    clock: ClockKind


@dataclass(frozen=True, kw_only=True)
class RecomputeDeadlines(OnCalendar):
    """重算期限: the calendar has changed, and why."""

    reason: str
    why: str = ""


Intake = ReceiveCase | NotifyDeficiencies | RemedyDeficiencies
Acceptance = AcceptCase | DeemAccepted | DeclineCase | FindNotRequired | LapseApplication
Stopping = RequestSupplement | ReceiveSupplement | StartSpecialProcedure | EndSpecialProcedure
Examination = (
    RequestExtension | ExtendLimit | RefuseExtension | PassExamination | ObjectInExamination
)
Withdrawal = RequestWithdrawal | RefuseWithdrawal | WithdrawCase
Decision = GrantApproval | GrantWithOmissions | RefuseApproval | RecordFiling | ReturnFiling
Ticking = WarnOfLimit | ExceedLimit | RecomputeDeadlines
Reading = NoteOfficer | NoteLeader
CaseCommand = (
    Intake
    | Acceptance
    | Stopping
    | Examination
    | Withdrawal
    | Decision
    | Conclusion
    | Aftermath
    | Promise
    | Certifying
    | Suspending
    | Consulting
    | Ticking
    | Reading
)
