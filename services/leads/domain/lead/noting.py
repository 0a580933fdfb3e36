"""The acts that say something about a lead and leave it where it is."""

from services.leads.domain.commands import (
    AddContact,
    AssignLead,
    CorrectAgreement,
    CorrectRegistration,
    EraseContact,
    LinkProject,
    NoteProjectRefused,
    RecordFollowUp,
    RegisterLead,
)
from services.leads.domain.lead.dating import require_after_registration
from services.leads.domain.lead.state import Lead
from services.leads.domain.lead_events import (
    AgreementCorrected,
    ContactAdded,
    ContactErased,
    FollowUpRecorded,
    LeadAssigned,
    LeadEvent,
    LeadRegistered,
    ProjectLinked,
    ProjectRefused,
    RegistrationCorrected,
)
from services.leads.domain.particulars import check_agreement, check_particulars
from services.leads.domain.stages import CLOSED, ENTRIES, Stage
from shared.kernel.asked import Asked, require_not_future, require_now
from shared.kernel.rejected import Rejected


def register(command: RegisterLead, lead: Lead) -> list[LeadEvent]:
    """登记: whoever else claims the investor was looked for by the filing."""
    if lead.id:
        if lead.particulars == command.particulars:
            return []
        raise Rejected("lead-already-registered", "this lead was registered as something else")
    if command.stage not in ENTRIES:
        raise Rejected("stage-is-no-entry", f"no lead begins as {command.stage}")
    check_particulars(command.particulars)
    require_not_future(command)
    return [
        LeadRegistered(
            lead_id=command.lead_id,
            park=command.park,
            specialist=command.specialist,
            particulars=command.particulars,
            stage=command.stage,
            since=command.effective,
            distinction=command.distinction,
            imported_in=command.imported_in,
        )
    ]


def assign(command: AssignLead, lead: Lead) -> list[LeadEvent]:
    """分派: one specialist at a time."""
    if lead.specialist == command.specialist:
        return []
    _require_open(command, lead)
    return [LeadAssigned(from_specialist=lead.specialist, to_specialist=command.specialist)]


def follow_up(command: RecordFollowUp, lead: Lead) -> list[LeadEvent]:
    """跟进: may be entered late, and go on after the agreement."""
    if command.follow_up_id in lead.follow_ups:
        return []
    _require_open(command, lead)
    unknown = set(command.contacts) - lead.contacts
    if unknown:
        raise Rejected("contact-unknown", "no such contact here", contacts=sorted(unknown))
    if command.next_on is not None and command.next_on < command.effective.earliest_day:
        raise Rejected("next-step-before-follow-up", "the next step lies before this one")
    return [
        FollowUpRecorded(
            follow_up_id=command.follow_up_id,
            form=command.form,
            content=command.content,
            contacts=command.contacts,
            next_step=command.next_step,
            next_on=command.next_on,
        )
    ]


def correct_registration(command: CorrectRegistration, lead: Lead) -> list[LeadEvent]:
    """更正登记: what was wrong stays readable, and what is right holds from the beginning."""
    if lead.particulars is None or lead.stage is Stage.WITHDRAWN:
        raise Rejected("nothing-to-correct", "there is no registration in force")
    if lead.particulars == command.particulars:
        return []
    _require_names_what_it_corrects(command)
    check_particulars(command.particulars)
    return [
        RegistrationCorrected(
            before=lead.particulars,
            after=command.particulars,
            reason=command.reason,
            distinction=command.distinction,
        )
    ]


def correct_agreement(command: CorrectAgreement, lead: Lead) -> list[LeadEvent]:
    """更正协议: as the registration."""
    if lead.agreement is None:
        raise Rejected("nothing-to-correct", "there is no agreement")
    if lead.agreement == command.agreement:
        return []
    _require_names_what_it_corrects(command)
    check_agreement(command.agreement)
    return [
        AgreementCorrected(before=lead.agreement, after=command.agreement, reason=command.reason)
    ]


def add_contact(command: AddContact, lead: Lead) -> list[LeadEvent]:
    """添加联系人: an id; the person stands in a table that can be erased."""
    if command.contact_id in lead.contacts:
        return []
    if command.contact_id in lead.erased:
        raise Rejected("contact-erased", "an erased contact does not come back")
    _require_open(command, lead)
    require_now(command)
    return [ContactAdded(contact_id=command.contact_id)]


def erase_contact(command: EraseContact, lead: Lead) -> list[LeadEvent]:
    """删除联系人: at any stage, for a person's data are the person's."""
    if command.contact_id in lead.erased:
        return []
    if command.contact_id not in lead.contacts:
        raise Rejected("contact-unknown", "no such contact here", contacts=[command.contact_id])
    require_now(command)
    return [ContactErased(contact_id=command.contact_id, reason=command.reason)]


def link_project(command: LinkProject, lead: Lead) -> list[LeadEvent]:
    """生成项目: one lead, one project."""
    if lead.project == command.project_id:
        return []
    if lead.stage is not Stage.SIGNED or lead.project is not None:
        raise Rejected(
            "project-not-expected", "no project is to come of this lead", project=lead.project
        )
    return [ProjectLinked(project_id=command.project_id)]


def note_project_refused(command: NoteProjectRefused, lead: Lead) -> list[LeadEvent]:
    """生成项目被拒: said once; a project that came after all counts more."""
    if lead.project is not None or lead.refused == (command.code, command.detail):
        return []
    if lead.stage is not Stage.SIGNED:
        raise Rejected("project-not-expected", "no project was to come of this lead")
    return [ProjectRefused(code=command.code, detail=command.detail)]


def _require_open(command: Asked, lead: Lead) -> None:
    if lead.stage is None or lead.stage in CLOSED:
        raise Rejected("lead-closed", "nobody pursues this lead", stage=lead.stage)
    require_after_registration(command, lead)


def _require_names_what_it_corrects(command: Asked) -> None:
    if command.corrects is None:
        raise Rejected("corrected-event-missing", "a correction names the entry it corrects")
