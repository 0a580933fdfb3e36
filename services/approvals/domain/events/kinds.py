"""What happens to cases that are no licences: each kind has its own few words.

The stored format: add, never rename.
"""

from dataclasses import dataclass
from datetime import date

from services.approvals.domain.catalogue import Item, ItemRef
from services.approvals.domain.terms import Deadline, Missing, Readers
from shared.kernel.identifiers import LeadId, ParkId, ProjectId


@dataclass(frozen=True, kw_only=True)
class _Opening:
    """How a case of any kind begins: with its item's terms, which hold for the whole case."""

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
class SelfReportPlanned(_Opening):
    """企业自主事项启动: the enterprise is to see to it itself, and to report."""


@dataclass(frozen=True, kw_only=True)
class TransactionAnnounced(_Opening):
    """交易公告: what is sold, let or tendered was announced."""


@dataclass(frozen=True, kw_only=True)
class StudyCommissioned(_Opening):
    """委托中介服务: the applicant has commissioned a study, a survey or a review."""


@dataclass(frozen=True, kw_only=True)
class ConditionRaised(_Opening):
    """条件提出: something outside of all procedures has to be there: a quota, a payment."""


@dataclass(frozen=True, kw_only=True)
class RegistrationMade:
    """予以登记: it stands in the register, under this number."""

    item: ItemRef
    document_number: str
    on: date
    warnings: tuple[Missing, ...]


@dataclass(frozen=True, kw_only=True)
class RegistrationRefused:
    """不予登记: it does not, for this reason."""

    item: ItemRef
    reason: str
    on: date


@dataclass(frozen=True, kw_only=True)
class ServiceProvided:
    """公共服务办结: what was asked for is connected, supplied, done."""

    item: ItemRef
    result: str
    on: date


@dataclass(frozen=True, kw_only=True)
class ServiceNotProvided:
    """公共服务不予办理: it is not, for this reason."""

    item: ItemRef
    reason: str
    on: date


@dataclass(frozen=True, kw_only=True)
class SelfReportMade:
    """企业自主报告: the enterprise has done it and reports, with this document."""

    item: ItemRef
    document: str
    result: str
    on: date


@dataclass(frozen=True, kw_only=True)
class TransactionConcluded:
    """交易成交: with this party, by this document."""

    item: ItemRef
    document: str
    party: str
    on: date


@dataclass(frozen=True, kw_only=True)
class TransactionFailed:
    """交易未成: nobody came, or nobody could; it may be announced anew."""

    item: ItemRef
    reason: str
    on: date


@dataclass(frozen=True, kw_only=True)
class StudyDelivered:
    """中介成果交付: the study is there, as this document."""

    item: ItemRef
    document: str
    result: str
    on: date
    duties: tuple[Deadline, ...] = ()
    calendar_version: str = ""


@dataclass(frozen=True, kw_only=True)
class StudyVoided:
    """成果作废: a study that was delivered counts no longer; it is to be made anew."""

    item: ItemRef
    grounds: str
    deciding_authority: str
    on: date


@dataclass(frozen=True, kw_only=True)
class InternalDecisionMade:
    """内部事项办结: authorities among themselves have settled it, by this document."""

    item: ItemRef
    document: str
    result: str
    on: date


@dataclass(frozen=True, kw_only=True)
class ConditionMet:
    """条件具备: it is there, and this shows it."""

    item: ItemRef
    evidence: str
    on: date


OtherOpeningEvent = SelfReportPlanned | TransactionAnnounced | StudyCommissioned | ConditionRaised
ConclusionEvent = (
    RegistrationMade
    | RegistrationRefused
    | ServiceProvided
    | ServiceNotProvided
    | SelfReportMade
    | TransactionConcluded
    | TransactionFailed
    | StudyDelivered
    | InternalDecisionMade
    | ConditionMet
)
