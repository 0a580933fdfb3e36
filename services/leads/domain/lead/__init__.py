"""The lead: its state, and one function per act. `decide` only dispatches."""

from typing import assert_never

from services.leads.domain.commands import (
    AddContact,
    Amending,
    AssessLead,
    AssignLead,
    Command,
    CorrectAgreement,
    CorrectRegistration,
    EraseContact,
    LayLeadDormant,
    LinkProject,
    LoseLead,
    MoveLead,
    Moving,
    NoteProjectRefused,
    Noting,
    Pausing,
    RecordFollowUp,
    RegisterLead,
    SignAgreement,
    WakeLead,
    WithdrawImportedLead,
)
from services.leads.domain.lead import moving, noting
from services.leads.domain.lead.state import Lead, about, evolve
from services.leads.domain.lead_events import LeadEvent
from shared.kernel.decider import Decider

__all__ = ["LEAD", "Lead"]


def decide(command: Command, lead: Lead) -> list[LeadEvent]:
    """Answer a command with the events that follow, or raise Rejected."""
    if isinstance(command, Moving):
        return _move(command, lead)
    if isinstance(command, Pausing):
        return _pause(command, lead)
    return _note(command, lead) if isinstance(command, Noting) else _amend(command, lead)


def _move(command: Moving, lead: Lead) -> list[LeadEvent]:
    match command:
        case AssessLead():
            return moving.assess(command, lead)
        case MoveLead():
            return moving.move(command, lead)
        case SignAgreement():
            return moving.sign(command, lead)
        case LoseLead():
            return moving.lose(command, lead)
        case _:
            assert_never(command)


def _pause(command: Pausing, lead: Lead) -> list[LeadEvent]:
    match command:
        case LayLeadDormant():
            return moving.lay_dormant(command, lead)
        case WakeLead():
            return moving.wake(command, lead)
        case WithdrawImportedLead():
            return moving.withdraw(command, lead)
        case _:
            assert_never(command)


def _note(command: Noting, lead: Lead) -> list[LeadEvent]:
    match command:
        case RegisterLead():
            return noting.register(command, lead)
        case AssignLead():
            return noting.assign(command, lead)
        case RecordFollowUp():
            return noting.follow_up(command, lead)
        case LinkProject():
            return noting.link_project(command, lead)
        case NoteProjectRefused():
            return noting.note_project_refused(command, lead)
        case _:
            assert_never(command)


def _amend(command: Amending, lead: Lead) -> list[LeadEvent]:
    match command:
        case CorrectRegistration():
            return noting.correct_registration(command, lead)
        case CorrectAgreement():
            return noting.correct_agreement(command, lead)
        case AddContact():
            return noting.add_contact(command, lead)
        case EraseContact():
            return noting.erase_contact(command, lead)
        case _:
            assert_never(command)


LEAD: Decider[Command, Lead, LeadEvent] = Decider(
    category="lead", initial=Lead(), decide=decide, evolve=evolve, about=about
)
