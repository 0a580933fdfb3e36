"""One sample of every event, for the golden files."""

from dataclasses import replace
from datetime import date

from services.leads.domain.commands import Form, Verdict
from services.leads.domain.events import Event
from services.leads.domain.import_events import (
    LeadRowCommitted,
    LedgerRead,
    ProjectFacts,
    ProjectRowCommitted,
    ProjectRowImported,
    ProjectRowUndoRequested,
    RowRefused,
    RowUndone,
    RowUndoRefused,
)
from services.leads.domain.investor_key import KeyKind, LeadFiled, LeadReleased
from services.leads.domain.lead_events import (
    AgreementCorrected,
    ContactErased,
    FollowUpRecorded,
    ImportedLeadWithdrawn,
    IntentSigned,
    LeadAssigned,
    LeadLaidDormant,
    LeadLost,
    LeadNotPursued,
    LeadReserved,
    LeadResubmitted,
    LeadReturned,
    LeadWoken,
    ProjectLinked,
    ProjectRefused,
    RegistrationCorrected,
)
from services.leads.domain.ledger_row import RowFreed, RowTaken
from services.leads.domain.particulars import Particulars
from services.leads.domain.stages import Stage
from shared.kernel.effective import Effective
from shared.kernel.quantity import Quantity
from tests.domain.leads.stories import (
    AGREED,
    CODE,
    IMPORT,
    KNOWN,
    LEAD_ID,
    LI,
    NOW,
    OTHER_LEAD,
    PARK,
    PERSON,
    PROJECT,
    TALK,
    TODAY,
    WANG,
    assessed,
    distinct,
    met,
    mu,
    negotiating,
    pursued,
    registered,
    signed,
    yi,
)

FULL = Particulars(
    name="豆腐文化产业园项目",
    amount=Quantity.unknown("亿元", text="X"),
    investor_name="淮南市产发集团",
    credit_code=CODE,
    land=mu("86"),
    site="潘集经济开发区(北区)",
    content="一期厂房约12万平方米",
    origin="淮南",
    channel="以商招商",
    remark="2019年上半年台账",
)
ROW = "潘集区!6"
_ENTERED = replace(
    registered(Effective.in_half_year(2019, 1), particulars=FULL, imported_in=IMPORT),
    distinction=distinct(OTHER_LEAD),
    specialist=None,
    stage=Stage.AGREEMENT_OUTSTANDING,
)

_ALL: tuple[Event, ...] = (
    _ENTERED,
    assessed(Verdict.PURSUE),
    pursued(),
    LeadNotPursued(from_stage=Stage.REGISTERED, since=TODAY, reason="高耗能"),
    LeadReturned(from_stage=Stage.REGISTERED, since=TODAY, missing="缺用能"),
    LeadResubmitted(from_stage=Stage.RETURNED, since=TODAY, note="已补"),
    LeadReserved(from_stage=Stage.PURSUED, since=TODAY, note="待选址"),
    negotiating(),
    IntentSigned(from_stage=Stage.NEGOTIATING, since=TODAY, note="框架协议"),
    LeadAssigned(from_specialist=LI, to_specialist=WANG),
    FollowUpRecorded(
        follow_up_id=TALK,
        form=Form.VISIT,
        content="实地考察",
        contacts=(PERSON,),
        next_step="回访",
        next_on=date(2026, 9, 20),
    ),
    signed(),
    LeadLost(from_stage=Stage.NEGOTIATING, since=TODAY, reason="落户外地", competitor="邻市"),
    LeadLaidDormant(from_stage=Stage.NEGOTIATING, since=TODAY, reason="等待上市"),
    LeadWoken(to_stage=Stage.NEGOTIATING, since=TODAY, note="上市完成"),
    RegistrationCorrected(
        before=KNOWN, after=FULL, reason="录入有误", distinction=distinct(OTHER_LEAD)
    ),
    AgreementCorrected(before=AGREED, after=replace(AGREED, amount=yi("2.6")), reason="录入有误"),
    met(),
    ContactErased(contact_id=PERSON, reason="本人要求"),
    ProjectLinked(project_id=PROJECT),
    ProjectRefused(code="project-already-exists", detail="made from something else"),
    ImportedLeadWithdrawn(
        from_stage=Stage.RESERVED, since=NOW, import_id=IMPORT, reason="撤销导入"
    ),
    LeadFiled(lead_id=LEAD_ID, kind=KeyKind.NAME),
    LeadReleased(lead_id=LEAD_ID, kind=KeyKind.CREDIT_CODE),
    RowTaken(import_id=IMPORT, row=ROW),
    RowFreed(import_id=IMPORT, row=ROW),
    LedgerRead(import_id=IMPORT, uploader=LI, file_name="台账.xlsx", digest="ab" * 32, rows=45),
    LeadRowCommitted(row=ROW, fingerprint="cd" * 32, lead_id=LEAD_ID, decided="阶段据电话核实"),
    ProjectRowCommitted(
        row=ROW,
        fingerprint="cd" * 32,
        project=ProjectFacts(
            park=PARK,
            stage="under-construction",
            since=Effective.in_year(2021),
            particulars=FULL,
            specialist=WANG,
            commenced=Effective.in_month(2018, 8),
            land_supply="已供地",
        ),
        decided="阶段据现场核实",
    ),
    ProjectRowImported(row=ROW, project_id=PROJECT),
    RowRefused(row=ROW, code="lead-possibly-duplicate", detail="others pursue this investor"),
    ProjectRowUndoRequested(row=ROW),
    RowUndone(row=ROW),
    RowUndoRefused(row=ROW, code="lead-acted-on-since", detail="something was done to it since"),
)

SAMPLES: dict[str, Event] = {type(event).__name__: event for event in _ALL}
