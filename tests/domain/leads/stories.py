"""The words of the stories about leads."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from services.leads.domain.commands import (
    AddContact,
    AssessLead,
    AssignLead,
    Command,
    ContactId,
    CorrectAgreement,
    CorrectRegistration,
    EraseContact,
    FollowUpId,
    Form,
    LayLeadDormant,
    LinkProject,
    LoseLead,
    MoveLead,
    NoteProjectRefused,
    RecordFollowUp,
    RegisterLead,
    SignAgreement,
    Verdict,
    WakeLead,
    WithdrawImportedLead,
)
from services.leads.domain.lead import LEAD, Lead
from services.leads.domain.lead_events import (
    AgreementSigned,
    ContactAdded,
    LeadAssessed,
    LeadEvent,
    LeadPursued,
    LeadRegistered,
    NegotiationStarted,
)
from services.leads.domain.particulars import Agreement, Distinction, Particulars
from services.leads.domain.stages import Stage
from shared.kernel.asked import Actor
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId, EventId, ImportId, LeadId, ParkId, ProjectId
from shared.kernel.quantity import Qualifier, Quantity
from tests.harness.given_when_then import Story

AT = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)
TODAY = Effective.on_day(date(2026, 9, 10))
NOW = Effective.at_instant(AT)
LEAD_ID = LeadId("0198f1c2-0000-7000-8000-00000000000a")
OTHER_LEAD = LeadId("0198f1c2-0000-7000-8000-00000000000b")
PROJECT = ProjectId("0198f1c2-0000-7000-8000-0000000000f1")
IMPORT = ImportId("0198f1c2-0000-7000-8000-0000000000e1")
ENTRY = EventId("0198f1c2-0000-7000-8000-0000000000c1")
PERSON = ContactId("0198f1c2-0000-7000-8000-0000000000d1")
TALK = FollowUpId("0198f1c2-0000-7000-8000-0000000000b1")
PARK = ParkId("inspection-park")
LI = AccountId("li")
WANG = AccountId("wang")
LI_ACTING = Actor(id=LI, role="investment-specialist")
CODE = "91330100799655058B"


def on(year: int, month: int, day: int) -> Effective:
    return Effective.on_day(date(year, month, day))


def yi(value: str, qualifier: Qualifier = Qualifier.EXACT) -> Quantity:
    return Quantity(value=Decimal(value), unit="亿元", currency="CNY", qualifier=qualifier)


def mu(value: str) -> Quantity:
    return Quantity(value=Decimal(value), unit="亩", qualifier=Qualifier.EXACT)


KNOWN = Particulars(
    name="检测认证实验室",
    amount=yi("3", Qualifier.ABOUT),
    investor_name="晋江中纺标检验认证有限公司",
)
AGREED = Agreement(
    amount=yi("2.8"),
    start_on=date(2027, 1, 1),
    production_on=date(2028, 6, 30),
    number="招商协〔2026〕12号",
)


def asking(when: Effective = TODAY) -> dict[str, Any]:
    return {"by": LI_ACTING, "at": AT, "effective": when}


def register(
    when: Effective = TODAY,
    *,
    lead_id: LeadId = LEAD_ID,
    specialist: AccountId | None = LI,
    particulars: Particulars = KNOWN,
    **more: Any,
) -> RegisterLead:
    return RegisterLead(
        **asking(when),
        lead_id=lead_id,
        park=PARK,
        specialist=specialist,
        particulars=particulars,
        **more,
    )


def distinct(*leads: LeadId) -> Distinction:
    return Distinction(leads=leads, reason="同一集团的另一项目")


def assess(verdict: Verdict, opinion: str = "符合园区定位", when: Effective = TODAY) -> AssessLead:
    return AssessLead(**asking(when), verdict=verdict, opinion=opinion)


def assign(specialist: AccountId = WANG, when: Effective = TODAY) -> AssignLead:
    return AssignLead(**asking(when), specialist=specialist)


def follow_up(when: Effective = TODAY, **more: Any) -> RecordFollowUp:
    facts: dict[str, Any] = {"follow_up_id": TALK, "form": Form.VISIT, "content": "实地考察"}
    return RecordFollowUp(**asking(when), **(facts | more))


def move(to: Stage, when: Effective = TODAY, note: str | None = None) -> MoveLead:
    return MoveLead(**asking(when), to=to, note=note)


def sign(agreement: Agreement = AGREED, when: Effective = TODAY) -> SignAgreement:
    return SignAgreement(**asking(when), agreement=agreement)


def lose(reason: str = "落户外地", competitor: str | None = None) -> LoseLead:
    return LoseLead(**asking(), reason=reason, competitor=competitor)


def lay_dormant(reason: str = "等待上市") -> LayLeadDormant:
    return LayLeadDormant(**asking(), reason=reason)


def wake() -> WakeLead:
    return WakeLead(**asking())


def correct(
    particulars: Particulars, corrects: EventId | None = ENTRY, **more: Any
) -> CorrectRegistration:
    return CorrectRegistration(
        **asking(), corrects=corrects, particulars=particulars, reason="录入有误", **more
    )


def correct_agreement(agreement: Agreement, corrects: EventId | None = ENTRY) -> CorrectAgreement:
    return CorrectAgreement(**asking(), corrects=corrects, agreement=agreement, reason="录入有误")


def add_contact(contact: ContactId = PERSON, when: Effective = NOW) -> AddContact:
    return AddContact(**asking(when), contact_id=contact)


def erase_contact(contact: ContactId = PERSON, when: Effective = NOW) -> EraseContact:
    return EraseContact(**asking(when), contact_id=contact, reason="本人要求")


def no_project(code: str = "project-already-exists") -> NoteProjectRefused:
    return NoteProjectRefused(**asking(), code=code, detail="made from something else")


def link(project: ProjectId = PROJECT) -> LinkProject:
    return LinkProject(**asking(), project_id=project)


def withdraw(import_id: ImportId = IMPORT, when: Effective = NOW) -> WithdrawImportedLead:
    return WithdrawImportedLead(**asking(when), import_id=import_id, reason="撤销导入")


def registered(
    since: Effective = TODAY,
    *,
    stage: Stage = Stage.REGISTERED,
    particulars: Particulars = KNOWN,
    specialist: AccountId | None = LI,
    imported_in: ImportId | None = None,
) -> LeadRegistered:
    return LeadRegistered(
        lead_id=LEAD_ID,
        park=PARK,
        specialist=specialist,
        particulars=particulars,
        stage=stage,
        since=since,
        imported_in=imported_in,
    )


def assessed(verdict: Verdict, opinion: str = "符合园区定位") -> LeadAssessed:
    return LeadAssessed(verdict=verdict, opinion=opinion)


def pursued(since: Effective = TODAY) -> LeadPursued:
    return LeadPursued(from_stage=Stage.REGISTERED, since=since)


def negotiating(since: Effective = TODAY) -> NegotiationStarted:
    return NegotiationStarted(from_stage=Stage.PURSUED, since=since)


def signed(since: Effective = TODAY, agreement: Agreement = AGREED) -> AgreementSigned:
    return AgreementSigned(
        lead_id=LEAD_ID,
        name=KNOWN.name,
        investor_name="晋江中纺标检验认证有限公司",
        credit_code=None,
        park=PARK,
        specialist=LI,
        agreement=agreement,
        from_stage=Stage.NEGOTIATING,
        since=since,
    )


def met(contact: ContactId = PERSON) -> ContactAdded:
    return ContactAdded(contact_id=contact)


def renamed(name: str) -> Particulars:
    return replace(KNOWN, name=name)


lead: Story[Command, Lead, LeadEvent] = Story(LEAD)
in_talks = lead.given(registered(), assessed(Verdict.PURSUE), pursued(), negotiating())
