"""The acts that take a lead from stage to stage. Which may follow which is the table's to say."""

from services.leads.domain.commands import (
    AssessLead,
    LayLeadDormant,
    LoseLead,
    MoveLead,
    SignAgreement,
    Verdict,
    WakeLead,
    WithdrawImportedLead,
)
from services.leads.domain.lead.dating import require_after_last_move
from services.leads.domain.lead.state import Lead
from services.leads.domain.lead_events import (
    AgreementSigned,
    ImportedLeadWithdrawn,
    IntentSigned,
    LeadAssessed,
    LeadEvent,
    LeadLaidDormant,
    LeadLost,
    LeadNotPursued,
    LeadPursued,
    LeadReserved,
    LeadResubmitted,
    LeadReturned,
    LeadWoken,
    NegotiationStarted,
)
from services.leads.domain.particulars import check_agreement
from services.leads.domain.stages import MOVES, Stage
from shared.kernel.asked import Asked, require_now
from shared.kernel.rejected import Rejected

_AFTER_ASSESSMENT = {
    Verdict.PURSUE: Stage.PURSUED,
    Verdict.NOT_PURSUE: Stage.NOT_PURSUED,
    Verdict.RETURN: Stage.RETURNED,
}

# Stages that a plain move reaches; to the others leads an act with facts of its own.
_Arrival = LeadResubmitted | LeadReserved | NegotiationStarted | IntentSigned
_ARRIVALS: dict[Stage, type[_Arrival]] = {
    Stage.REGISTERED: LeadResubmitted,
    Stage.RESERVED: LeadReserved,
    Stage.NEGOTIATING: NegotiationStarted,
    Stage.INTENT: IntentSigned,
}


def assess(command: AssessLead, lead: Lead) -> list[LeadEvent]:
    """研判: pursue it, do not, or ask for more."""
    to = _AFTER_ASSESSMENT[command.verdict]
    if (lead.stage, lead.verdict, lead.said) == (to, command.verdict, (command.opinion,)):
        return []
    stage = _leave(command, lead, to)
    assessed = LeadAssessed(verdict=command.verdict, opinion=command.opinion)
    when = command.effective
    if to is Stage.PURSUED:
        return [assessed, LeadPursued(from_stage=stage, since=when)]
    if to is Stage.NOT_PURSUED:
        return [assessed, LeadNotPursued(from_stage=stage, since=when, reason=command.opinion)]
    return [assessed, LeadReturned(from_stage=stage, since=when, missing=command.opinion)]


def move(command: MoveLead, lead: Lead) -> list[LeadEvent]:
    """推进: to a stage that needs nothing but the word."""
    if lead.stage is command.to:
        return []
    stage = _leave(command, lead, command.to)
    arrival = _ARRIVALS.get(command.to)
    if arrival is None or stage is Stage.DORMANT:
        raise Rejected(
            "move-needs-its-own-act",
            f"{stage} to {command.to} is an act of its own",
            from_stage=stage,
            to_stage=command.to,
        )
    return [arrival(from_stage=stage, since=command.effective, note=command.note)]


def sign(command: SignAgreement, lead: Lead) -> list[LeadEvent]:
    """签约: between a known investor and a lead that somebody answers for."""
    if lead.stage is Stage.SIGNED and lead.agreement == command.agreement:
        return []
    stage = _leave(command, lead, Stage.SIGNED)
    check_agreement(command.agreement)
    known = lead.particulars
    if known is None or known.investor_name is None:
        raise Rejected("investor-unknown", "correct the registration: who signed?")
    if lead.park is None or lead.specialist is None:
        raise Rejected("specialist-not-assigned", "assign the lead to somebody first")
    return [
        AgreementSigned(
            lead_id=lead.id,
            name=known.name,
            investor_name=known.investor_name,
            credit_code=known.credit_code,
            park=lead.park,
            specialist=lead.specialist,
            agreement=command.agreement,
            from_stage=stage,
            since=command.effective,
        )
    ]


def lose(command: LoseLead, lead: Lead) -> list[LeadEvent]:
    """流失: with the reason, and to whom if that is known."""
    if lead.stage is Stage.LOST and lead.said == (command.reason, command.competitor):
        return []
    return [
        LeadLost(
            from_stage=_leave(command, lead, Stage.LOST),
            since=command.effective,
            reason=command.reason,
            competitor=command.competitor,
        )
    ]


def lay_dormant(command: LayLeadDormant, lead: Lead) -> list[LeadEvent]:
    """休眠: it keeps its claim to the investor."""
    if lead.stage is Stage.DORMANT and lead.said == (command.reason,):
        return []
    stage = _leave(command, lead, Stage.DORMANT)
    return [LeadLaidDormant(from_stage=stage, since=command.effective, reason=command.reason)]


def wake(command: WakeLead, lead: Lead) -> list[LeadEvent]:
    """唤醒: back to the stage it was laid dormant at."""
    if lead.woken:
        return []
    if lead.resting_from is None:
        raise Rejected("lead-not-dormant", f"it is {lead.stage}")
    _leave(command, lead, lead.resting_from)
    return [LeadWoken(to_stage=lead.resting_from, since=command.effective, note=command.note)]


def withdraw(command: WithdrawImportedLead, lead: Lead) -> list[LeadEvent]:
    """撤销导入: only of what that import entered, and only while nothing else was done to it."""
    if lead.stage is Stage.WITHDRAWN:
        return []
    if lead.stage is None or lead.imported_in != command.import_id:
        raise Rejected("lead-not-of-this-import", "this import did not enter the lead")
    if lead.acts:
        raise Rejected("lead-acted-on-since", "something was done to it since", acts=lead.acts)
    require_now(command)
    return [
        ImportedLeadWithdrawn(
            from_stage=lead.stage,
            since=command.effective,
            import_id=command.import_id,
            reason=command.reason,
        )
    ]


def _leave(command: Asked, lead: Lead, to: Stage) -> Stage:
    """Return the stage left, if the table lets a lead go from there to here."""
    allowed = MOVES[lead.stage] if lead.stage else frozenset()
    if lead.stage is None or to not in allowed:
        raise Rejected(
            "move-not-allowed",
            f"from {lead.stage} no move leads to {to}",
            from_stage=lead.stage,
            to_stage=to,
            allowed=sorted(allowed),
        )
    require_after_last_move(command, lead)
    return lead.stage
