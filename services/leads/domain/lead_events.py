"""What happened to a lead. The stored format: add, never rename.

`since` is the event's own effective time, which the next act's date is compared with.
"""

from dataclasses import dataclass
from datetime import date

from services.leads.domain.commands import ContactId, FollowUpId, Form, Verdict
from services.leads.domain.particulars import Agreement, Distinction, Particulars
from services.leads.domain.stages import Stage
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId, ImportId, LeadId, ParkId, ProjectId


@dataclass(frozen=True, kw_only=True)
class LeadRegistered:
    """登记: a lead was entered, at this stage; an import names itself."""

    lead_id: LeadId
    park: ParkId
    specialist: AccountId | None
    particulars: Particulars
    stage: Stage
    since: Effective
    distinction: Distinction | None = None
    imported_in: ImportId | None = None


@dataclass(frozen=True, kw_only=True)
class LeadAssessed:
    """研判: somebody judged whether to pursue it; the stage follows in the next event."""

    verdict: Verdict
    opinion: str


@dataclass(frozen=True, kw_only=True)
class LeadPursued:
    """跟进: it is worth pursuing."""

    from_stage: Stage
    since: Effective


@dataclass(frozen=True, kw_only=True)
class LeadNotPursued:
    """不予跟进: it will not be pursued, for this reason."""

    from_stage: Stage
    since: Effective
    reason: str


@dataclass(frozen=True, kw_only=True)
class LeadReturned:
    """退补: it went back to who entered it, for this to be supplied."""

    from_stage: Stage
    since: Effective
    missing: str


@dataclass(frozen=True, kw_only=True)
class LeadResubmitted:
    """重新提交: what was missing was supplied."""

    from_stage: Stage
    since: Effective
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class LeadReserved:
    """储备: kept in reserve until there is somebody or something to negotiate."""

    from_stage: Stage
    since: Effective
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class NegotiationStarted:
    """在谈: one negotiates."""

    from_stage: Stage
    since: Effective
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class IntentSigned:
    """意向: a letter of intent or a framework agreement was signed, which binds nobody yet."""

    from_stage: Stage
    since: Effective
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class LeadAssigned:
    """分派: it has another specialist."""

    from_specialist: AccountId | None
    to_specialist: AccountId


@dataclass(frozen=True, kw_only=True)
class FollowUpRecorded:
    """跟进记录: one talked; contacts are ids only."""

    follow_up_id: FollowUpId
    form: Form
    content: str
    contacts: tuple[ContactId, ...] = ()
    next_step: str | None = None
    next_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class AgreementSigned:
    """签约: the agreement as signed, with its parties as they were known then."""

    lead_id: LeadId
    name: str
    investor_name: str
    credit_code: str | None
    park: ParkId
    specialist: AccountId
    agreement: Agreement
    from_stage: Stage
    since: Effective


@dataclass(frozen=True, kw_only=True)
class LeadLost:
    """流失: the investor went elsewhere (to `competitor`, where known) or gave up."""

    from_stage: Stage
    since: Effective
    reason: str
    competitor: str | None = None


@dataclass(frozen=True, kw_only=True)
class LeadLaidDormant:
    """休眠: nothing is to be done for now."""

    from_stage: Stage
    since: Effective
    reason: str


@dataclass(frozen=True, kw_only=True)
class LeadWoken:
    """唤醒: it goes on where it was laid dormant."""

    to_stage: Stage
    since: Effective
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class RegistrationCorrected:
    """登记更正: the particulars were entered wrongly; they are, and were, these."""

    before: Particulars
    after: Particulars
    reason: str
    distinction: Distinction | None = None


@dataclass(frozen=True, kw_only=True)
class AgreementCorrected:
    """协议更正: the agreement was entered wrongly; it says, and said, this."""

    before: Agreement
    after: Agreement
    reason: str


@dataclass(frozen=True, kw_only=True)
class ContactAdded:
    """添加联系人: there is a person to talk to; only the id is here."""

    contact_id: ContactId


@dataclass(frozen=True, kw_only=True)
class ContactErased:
    """删除联系人: name and phone of this person were erased."""

    contact_id: ContactId
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProjectLinked:
    """生成项目: the project that grew out of this lead exists."""

    project_id: ProjectId


@dataclass(frozen=True, kw_only=True)
class ProjectRefused:
    """生成项目被拒: projects made no project of this lead, for the reason that `code` names."""

    code: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class ImportedLeadWithdrawn:
    """撤销导入: the import that entered this lead was undone before anything was done to it."""

    from_stage: Stage
    since: Effective
    import_id: ImportId
    reason: str


StageReached = (
    LeadPursued
    | LeadNotPursued
    | LeadReturned
    | LeadResubmitted
    | LeadReserved
    | NegotiationStarted
    | IntentSigned
    | AgreementSigned
    | LeadLost
    | LeadLaidDormant
    | LeadWoken
    | ImportedLeadWithdrawn
)
FactNoted = LeadAssessed | LeadAssigned | FollowUpRecorded | ProjectLinked | ProjectRefused
FactAmended = RegistrationCorrected | AgreementCorrected | ContactAdded | ContactErased
LeadEvent = LeadRegistered | StageReached | FactNoted | FactAmended

_STAGES: dict[type[StageReached], Stage] = {
    LeadPursued: Stage.PURSUED,
    LeadNotPursued: Stage.NOT_PURSUED,
    LeadReturned: Stage.RETURNED,
    LeadResubmitted: Stage.REGISTERED,
    LeadReserved: Stage.RESERVED,
    NegotiationStarted: Stage.NEGOTIATING,
    IntentSigned: Stage.INTENT,
    AgreementSigned: Stage.SIGNED,
    LeadLost: Stage.LOST,
    LeadLaidDormant: Stage.DORMANT,
    ImportedLeadWithdrawn: Stage.WITHDRAWN,
}


def stage_after(event: StageReached) -> Stage:
    """Return where a lead stands after an event that moved it."""
    return event.to_stage if isinstance(event, LeadWoken) else _STAGES[type(event)]


def stage_before(event: StageReached) -> Stage:
    """Return where a lead stood before an event that moved it."""
    return Stage.DORMANT if isinstance(event, LeadWoken) else event.from_stage


def words(event: StageReached) -> str | None:
    """Return the words given for a move: its reason, what was missing, or a note."""
    match event:
        case LeadLost() | LeadNotPursued() | LeadLaidDormant() | ImportedLeadWithdrawn():
            return event.reason
        case LeadReturned():
            return event.missing
        case LeadPursued() | AgreementSigned():
            return None
        case _:
            return event.note
