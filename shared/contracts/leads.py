"""What leads tells others: registrations, moves, agreements, losses, and rows of ledgers.

A quantity is in its plain form (`Quantity.to_plain`), a span of time in its own
(`Effective.to_plain`). Names and phones of contacts are never among it.
"""

from datetime import date

from pydantic import BaseModel, ConfigDict

from shared.kernel.identifiers import AccountId, ImportId, LeadId, ParkId, ProjectId

Plain = dict[str, str | None]
PlainTime = dict[str, str]


class Told(BaseModel):
    """What all of them are: plain, unchangeable, tolerant of what later versions add."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Particulars(Told):
    """线索要素: who wants to invest in what; None is what nobody stated."""

    name: str
    investor_name: str | None = None
    credit_code: str | None = None
    amount: Plain
    land: Plain | None = None
    site: str | None = None
    content: str | None = None
    origin: str | None = None
    channel: str | None = None
    remark: str | None = None


class Agreement(Told):
    """协议要素: what was signed for."""

    amount: Plain
    start_on: date
    production_on: date
    number: str | None = None


class _OfLead(Told):
    lead_id: LeadId


class LeadRegistered(_OfLead):
    """登记: a lead was entered at this stage, by hand or by an import."""

    name: str
    investor_name: str | None = None
    credit_code: str | None = None
    park: ParkId
    specialist: AccountId | None = None
    stage: str
    particulars: Particulars
    imported_in: ImportId | None = None


class LeadAssessed(_OfLead):
    """研判: `pursue`, `not-pursue` or `return`, and why."""

    verdict: str
    opinion: str


class Moved(_OfLead):
    """阶段变更: from where to where, and the words given for it."""

    from_stage: str
    to_stage: str
    note: str | None = None


class LeadPursued(Moved):
    """跟进: it is worth pursuing."""


class LeadNotPursued(Moved):
    """不予跟进: `note` says why."""


class LeadReturned(Moved):
    """退补: `note` says what is missing."""


class LeadResubmitted(Moved):
    """重新提交: what was missing was supplied."""


class LeadReserved(Moved):
    """储备: kept in reserve."""


class NegotiationStarted(Moved):
    """在谈: one negotiates."""


class IntentSigned(Moved):
    """意向: a letter of intent was signed."""


class LeadLaidDormant(Moved):
    """休眠: `note` says why."""


class LeadWoken(Moved):
    """唤醒: it goes on where it was laid dormant."""


class LeadLost(Moved):
    """流失: `note` says why, `competitor` to whom."""

    competitor: str | None = None


class ImportedLeadWithdrawn(Moved):
    """撤销导入: the import that entered it was undone; it counts nowhere any more."""

    import_id: ImportId


class LeadAssigned(_OfLead):
    """分派: it has another specialist."""

    from_specialist: AccountId | None = None
    to_specialist: AccountId


class FollowUpRecorded(_OfLead):
    """跟进记录: one talked."""

    follow_up_id: str
    form: str
    content: str
    next_step: str | None = None
    next_on: date | None = None


class AgreementSigned(_OfLead):
    """签约: a project comes of it. The envelope's effective time is the day of signature."""

    name: str
    investor_name: str
    credit_code: str | None = None
    park: ParkId
    specialist: AccountId
    amount: Plain
    agreed_start_on: date
    agreed_production_on: date
    agreement_number: str | None = None


class RegistrationCorrected(_OfLead):
    """登记更正: the particulars were entered wrongly; they are, and were, these."""

    before: Particulars
    after: Particulars
    reason: str


class AgreementCorrected(_OfLead):
    """协议更正: the agreement was entered wrongly; it says, and said, this."""

    before: Agreement
    after: Agreement
    reason: str


class ProjectLinked(_OfLead):
    """生成项目: the lead knows its project."""

    project_id: ProjectId


class ProjectRefused(_OfLead):
    """生成项目被拒: no project came of the lead, for the reason that `code` names."""

    code: str
    detail: str


class _OfImport(Told):
    import_id: ImportId


class LedgerRead(_OfImport):
    """台账核验: a workbook was read; nothing is imported yet."""

    file_name: str
    rows: int


class _OfRow(_OfImport):
    row: str


class LeadRowCommitted(_OfRow):
    """线索行导入: the row became this lead."""

    lead_id: LeadId


class ProjectRowCommitted(_OfRow):
    """项目行导入: the row is to become a project without a lead.

    `stage` is a stage of projects (`signed`, `under-construction`, `completed`, `in-production`),
    `since` is since when it has stood there, as far as the ledger tells, and `commenced` when it
    broke ground, where the ledger tells that.
    """

    name: str
    park: ParkId
    stage: str
    since: PlainTime
    investor_name: str | None = None
    credit_code: str | None = None
    specialist: AccountId | None = None
    amount: Plain
    land: Plain | None = None
    land_supply: str | None = None
    site: str | None = None
    content: str | None = None
    origin: str | None = None
    remark: str | None = None
    commenced: PlainTime | None = None


class ProjectRowUndoRequested(_OfRow):
    """请求撤销项目行: projects is to withdraw it, unless something was done to it since."""


class RowUndone(_OfRow):
    """行已撤销: what the row made counts nowhere any more."""


class RowRefused(_OfRow):
    """行未导入: a rule refused the row."""

    code: str
    detail: str


class RowUndoRefused(_OfRow):
    """行未撤销: what the row made stays, for the reason that `code` names."""

    code: str
    detail: str
