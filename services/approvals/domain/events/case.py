"""What happened to a case up to its decision. The stored format: add, never rename.

`on` is the day that the law counts with; who did it, and when it was entered, stands beside every
event.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.approvals.domain.catalogue import Item, ItemRef, Procedure
from services.approvals.domain.terms import Deadline, Missing, Readers
from shared.kernel.clock import HalfDay
from shared.kernel.identifiers import AccountId, LeadId, ParkId, ProjectId


@dataclass(frozen=True, kw_only=True)
class CaseReceived:
    """收件: the materials for an item came in; the item's terms hold for the whole case."""

    item: Item
    project: ProjectId
    lead: LeadId | None
    project_name: str
    park: ParkId | None
    readers: Readers
    materials: tuple[str, ...]
    on: date
    warnings: tuple[Missing, ...]
    deadlines: tuple[Deadline, ...]
    calendar_version: str
    application: str | None = None


@dataclass(frozen=True, kw_only=True)
class DeficienciesNotified:
    """一次性告知: before acceptance the applicant was told, once, all that is missing, by when."""

    item: ItemRef
    deficiencies: tuple[str, ...]
    on: date
    remedy_by: date | None = None
    duties: tuple[Deadline, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DeficienciesRemedied:
    """受理前补正: what was missing came in."""

    item: ItemRef
    materials: tuple[str, ...]
    on: date


@dataclass(frozen=True, kw_only=True)
class CaseAccepted:
    """受理: the authority took the case on, and its clocks run."""

    item: ItemRef
    on: date
    deadlines: tuple[Deadline, ...]
    calendar_version: str


@dataclass(frozen=True, kw_only=True)
class CaseAcceptedWithOmissions(CaseAccepted):
    """容缺受理: taken on although these materials are outstanding, which were promised."""

    outstanding: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CaseDeemedAccepted:
    """视为受理: no notice came in time, so the law takes the case as accepted when received."""

    item: ItemRef
    on: date
    notice_due: HalfDay
    deadlines: tuple[Deadline, ...]
    calendar_version: str


@dataclass(frozen=True, kw_only=True)
class CaseDeclined:
    """不予受理: the authority does not take the case on."""

    item: ItemRef
    reason: str
    on: date


@dataclass(frozen=True, kw_only=True)
class CaseNotRequired:
    """不受理: no approval is needed for what was applied for."""

    item: ItemRef
    reason: str
    on: date


@dataclass(frozen=True, kw_only=True)
class ApplicationLapsed:
    """逾期未补正: what was missing never came in, and the authority ended the application."""

    item: ItemRef
    reason: str
    on: date


@dataclass(frozen=True, kw_only=True)
class SupplementRequested:
    """办理中补正: the applicant has to supply more; `article` is the law that stops the clock."""

    item: ItemRef
    missing: tuple[str, ...]
    reply_by: date | None
    article: str | None
    since: HalfDay
    deadlines: tuple[Deadline, ...]
    calendar_version: str
    duties: tuple[Deadline, ...] = ()

    @property
    def on(self) -> date:
        """The day it begins on."""
        return self.since.day


@dataclass(frozen=True, kw_only=True)
class SupplementOverdue:
    """补正逾期: what was asked for has not come in by its day; it may still, nothing is decided."""

    item: ItemRef
    reply_by: date
    on: date


@dataclass(frozen=True, kw_only=True)
class SupplementReceived:
    """补正收到: what was asked for came in, and the clocks run again."""

    item: ItemRef
    materials: tuple[str, ...]
    until: HalfDay
    deadlines: tuple[Deadline, ...]
    calendar_version: str

    @property
    def on(self) -> date:
        """The day it ends on."""
        return self.until.day


@dataclass(frozen=True, kw_only=True)
class SpecialProcedureStarted:
    """特别程序开始: the case waits for a hearing, a testing, a review.

    `limit_days` is its own limit, `notice` the writing by which the applicant was told.
    """

    item: ItemRef
    procedure: Procedure
    reason: str
    expected_until: date | None
    article: str | None
    since: HalfDay
    deadlines: tuple[Deadline, ...]
    calendar_version: str
    limit_days: Decimal | None = None
    notice: str = ""
    duties: tuple[Deadline, ...] = ()

    @property
    def on(self) -> date:
        """The day it begins on."""
        return self.since.day


@dataclass(frozen=True, kw_only=True)
class SpecialProcedureEnded:
    """特别程序结束: it is over, with this outcome, and the clocks run again."""

    item: ItemRef
    procedure: Procedure
    outcome: str
    until: HalfDay
    deadlines: tuple[Deadline, ...]
    calendar_version: str

    @property
    def on(self) -> date:
        """The day it ends on."""
        return self.until.day


@dataclass(frozen=True, kw_only=True)
class ExtensionRequested:
    """申请延期: the handler asks for more days; another person has to allow them."""

    item: ItemRef
    on: date
    days: Decimal
    reason: str
    requested_by: AccountId


@dataclass(frozen=True, kw_only=True)
class ExtensionRefused:
    """不予延期: the limit stays; it may be asked for again."""

    item: ItemRef
    on: date
    reason: str
    refused_by: AccountId


@dataclass(frozen=True, kw_only=True)
class LimitExtended:
    """延期: the statutory limit is longer by these days, once; the promise stays as it was."""

    item: ItemRef
    on: date
    days: Decimal
    reason: str
    requested_by: AccountId
    approved_by: AccountId
    from_due: HalfDay | None
    to_due: HalfDay | None
    deadlines: tuple[Deadline, ...]
    calendar_version: str


@dataclass(frozen=True, kw_only=True)
class ExaminationPassed:
    """审查通过: the examiner sees nothing against it."""

    item: ItemRef
    opinion: str
    on: date


@dataclass(frozen=True, kw_only=True)
class ExaminationObjected:
    """审查不通过: the examiner objects."""

    item: ItemRef
    opinion: str
    on: date


@dataclass(frozen=True, kw_only=True)
class CaseWithdrawalRequested:
    """申请撤件: the applicant wants the application back."""

    item: ItemRef
    reason: str
    on: date


@dataclass(frozen=True, kw_only=True)
class CaseWithdrawalRefused:
    """不同意撤件: the case goes on where it was."""

    item: ItemRef
    reason: str
    on: date


@dataclass(frozen=True, kw_only=True)
class CaseWithdrawn:
    """撤件: the application was given back; there is no decision."""

    item: ItemRef
    on: date


IntakeEvent = CaseReceived | DeficienciesNotified | DeficienciesRemedied
AcceptanceEvent = (
    CaseAccepted
    | CaseAcceptedWithOmissions
    | CaseDeemedAccepted
    | CaseDeclined
    | CaseNotRequired
    | ApplicationLapsed
)
StopEvent = (
    SupplementRequested
    | SupplementOverdue
    | SupplementReceived
    | SpecialProcedureStarted
    | SpecialProcedureEnded
)
ExaminationEvent = (
    ExtensionRequested | ExtensionRefused | LimitExtended | ExaminationPassed | ExaminationObjected
)
WithdrawalEvent = CaseWithdrawalRequested | CaseWithdrawalRefused | CaseWithdrawn
