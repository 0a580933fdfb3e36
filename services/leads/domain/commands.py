"""What may be asked of a lead. A command carries every fact its rule needs."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from services.leads.domain.particulars import Agreement, Distinction, Particulars
from services.leads.domain.stages import Stage
from shared.kernel.asked import Asked
from shared.kernel.identifiers import AccountId, ImportId, LeadId, ParkId, ProjectId

ContactId = NewType("ContactId", str)
FollowUpId = NewType("FollowUpId", str)


class Verdict(StrEnum):
    """研判结论: what becomes of a lead after it was assessed."""

    PURSUE = "pursue"
    NOT_PURSUE = "not-pursue"
    RETURN = "return"


class Form(StrEnum):
    """跟进方式: how one met."""

    VISIT = "visit"
    RECEPTION = "reception"
    CALL = "call"
    MEETING = "meeting"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class RegisterLead(Asked):
    """登记线索: enter the word of an investor, or a lead that a ledger tells of.

    `distinction` names the leads with the same investor that this one is known not to be.
    """

    lead_id: LeadId
    park: ParkId
    specialist: AccountId | None
    particulars: Particulars
    stage: Stage = Stage.REGISTERED
    distinction: Distinction | None = None
    imported_in: ImportId | None = None


@dataclass(frozen=True, kw_only=True)
class AssessLead(Asked):
    """研判线索: say whether to pursue it; `opinion` is the reason, or what is still missing."""

    verdict: Verdict
    opinion: str


@dataclass(frozen=True, kw_only=True)
class AssignLead(Asked):
    """分派线索: make somebody its specialist."""

    specialist: AccountId


@dataclass(frozen=True, kw_only=True)
class RecordFollowUp(Asked):
    """记录跟进: what was talked about, with whom, and what comes next."""

    follow_up_id: FollowUpId
    form: Form
    content: str
    contacts: tuple[ContactId, ...] = ()
    next_step: str | None = None
    next_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class MoveLead(Asked):
    """推进线索: take it to another stage that the table of moves allows."""

    to: Stage
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class SignAgreement(Asked):
    """签约: the agreement is signed; `effective` is the day of signature."""

    agreement: Agreement


@dataclass(frozen=True, kw_only=True)
class LoseLead(Asked):
    """线索流失: the investor went elsewhere or gave up."""

    reason: str
    competitor: str | None = None


@dataclass(frozen=True, kw_only=True)
class LayLeadDormant(Asked):
    """线索休眠: nothing is to be done for now."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class WakeLead(Asked):
    """唤醒线索: go on at the stage where it was laid dormant."""

    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class CorrectRegistration(Asked):
    """更正登记要素: what was entered was wrong from the beginning; `corrects` names the entry."""

    particulars: Particulars
    reason: str
    distinction: Distinction | None = None


@dataclass(frozen=True, kw_only=True)
class CorrectAgreement(Asked):
    """更正协议要素: what was entered of the agreement was wrong; `corrects` names the entry."""

    agreement: Agreement
    reason: str


@dataclass(frozen=True, kw_only=True)
class AddContact(Asked):
    """添加联系人: a person to talk to. Name and phone are kept outside the events."""

    contact_id: ContactId


@dataclass(frozen=True, kw_only=True)
class EraseContact(Asked):
    """删除联系人: name and phone are erased for good."""

    contact_id: ContactId
    reason: str


@dataclass(frozen=True, kw_only=True)
class LinkProject(Asked):
    """关联项目: the project that grew out of this lead exists."""

    project_id: ProjectId


@dataclass(frozen=True, kw_only=True)
class NoteProjectRefused(Asked):
    """登记生成项目被拒: projects refused to make a project of this lead."""

    code: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class WithdrawImportedLead(Asked):
    """撤销导入线索: undo an import's row, as long as nothing was done to the lead since."""

    import_id: ImportId
    reason: str


Moving = AssessLead | MoveLead | SignAgreement | LoseLead
Pausing = LayLeadDormant | WakeLead | WithdrawImportedLead
Noting = RegisterLead | AssignLead | RecordFollowUp | LinkProject | NoteProjectRefused
Amending = CorrectRegistration | CorrectAgreement | AddContact | EraseContact
Command = Moving | Pausing | Noting | Amending
