"""What was decided on a case, what became of the decision, and what its clocks said meanwhile."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.approvals.domain.catalogue import Binds, ItemRef, Meaning
from services.approvals.domain.events.kinds import ConclusionEvent, StudyVoided
from services.approvals.domain.terms import ClockKind, Deadline, Missing
from shared.kernel.clock import HalfDay
from shared.kernel.identifiers import CaseId


class Service(StrEnum):
    """送达方式: how a decision reaches the applicant."""

    HANDED_OVER = "handed-over"
    POST = "post"
    ELECTRONIC = "electronic"
    PUBLIC_NOTICE = "public-notice"


@dataclass(frozen=True, kw_only=True)
class ApprovalGranted:
    """准予许可: the applicant may go ahead, under this document number (文号).

    With a `meaning` the document is itself what holds until that day: no certificate follows.
    """

    item: ItemRef
    document_number: str
    valid_until: date | None
    on: date
    warnings: tuple[Missing, ...]
    duties: tuple[Deadline, ...] = ()
    calendar_version: str = ""
    meaning: Meaning | None = None


@dataclass(frozen=True, kw_only=True)
class ApprovalGrantedWithOmissions(ApprovalGranted):
    """容缺通过: granted although these materials are outstanding, which were promised."""

    outstanding: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ApprovalDeemedGranted(ApprovalGranted):
    """视为批准: no decision came in time, and a local rule takes silence for consent.

    It brings what any grant brings, from its day; what is `outstanding` was promised (容缺).
    """

    basis: str
    outstanding: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ApprovalRefused:
    """不予许可: the applicant may not, for this reason, and was told how to contest it."""

    item: ItemRef
    reason: str
    remedy_notice: str
    on: date


@dataclass(frozen=True, kw_only=True)
class FilingRecorded:
    """予以备案: the project is on file, under this number."""

    item: ItemRef
    document_number: str
    on: date
    warnings: tuple[Missing, ...]


@dataclass(frozen=True, kw_only=True)
class FilingReturned:
    """退回备案: what was filed is not what has to be filed; it may be filed anew."""

    item: ItemRef
    reason: str
    on: date


@dataclass(frozen=True, kw_only=True)
class ApprovalRetracted:
    """撤回: lawfully granted, taken back by the authority for what has changed since (第八条)."""

    item: ItemRef
    document_number: str
    grounds: str
    deciding_authority: str
    on: date


@dataclass(frozen=True, kw_only=True)
class ApprovalRevoked:
    """撤销: should not have been granted; undone by the authority (第六十九条)."""

    item: ItemRef
    document_number: str
    grounds: str
    deciding_authority: str
    on: date


@dataclass(frozen=True, kw_only=True)
class DeregistrationRequested:
    """申请注销: the holder no longer wants the approval."""

    item: ItemRef
    reason: str
    on: date


@dataclass(frozen=True, kw_only=True)
class ApprovalDeregistered:
    """注销: struck off, for it has ended or its holder has (第七十条); by wish where asked for."""

    item: ItemRef
    document_number: str
    grounds: str
    deciding_authority: str
    by_wish: bool
    on: date


@dataclass(frozen=True, kw_only=True)
class ApprovalForfeited:
    """吊销: taken away as a penalty for what the holder did with it."""

    item: ItemRef
    document_number: str
    grounds: str
    deciding_authority: str
    on: date


@dataclass(frozen=True, kw_only=True)
class DecisionServed:
    """送达: the decision reached the applicant."""

    item: ItemRef
    method: Service
    on: date


@dataclass(frozen=True, kw_only=True)
class LimitDueSoon:
    """时限预警: little is left of a limit; `turned` is the half day in which the light turned."""

    item: ItemRef
    clock: ClockKind
    due: HalfDay
    turned: HalfDay
    binds: Binds = Binds.AUTHORITY


@dataclass(frozen=True, kw_only=True)
class LimitExceeded:
    """时限逾期: a limit has run out; `turned` is the first half day after it."""

    item: ItemRef
    clock: ClockKind
    due: HalfDay
    turned: HalfDay
    binds: Binds = Binds.AUTHORITY


@dataclass(frozen=True, kw_only=True)
class DeadlineRecomputed:
    """期限重算: the calendar has changed, and with it where a limit ends or its light turns."""

    item: ItemRef
    clock: ClockKind
    from_due: HalfDay | None
    to_due: HalfDay | None
    from_due_soon: HalfDay | None
    to_due_soon: HalfDay | None
    from_overdue: HalfDay | None
    to_overdue: HalfDay | None
    other_unit_due: HalfDay | None
    reason: str
    from_calendar_version: str
    calendar_version: str
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentNumberTaken:
    """文号占用: a document number belongs to this case for ever, whatever becomes of the grant."""

    item_code: str
    document_number: str
    case: CaseId


DecisionEvent = (
    ApprovalGranted
    | ApprovalGrantedWithOmissions
    | ApprovalDeemedGranted
    | ApprovalRefused
    | FilingRecorded
    | FilingReturned
    | ConclusionEvent
)
UndoingEvent = ApprovalRetracted | ApprovalRevoked | ApprovalDeregistered | ApprovalForfeited
AftermathEvent = UndoingEvent | StudyVoided | DeregistrationRequested | DecisionServed
ClockEvent = LimitDueSoon | LimitExceeded | DeadlineRecomputed
