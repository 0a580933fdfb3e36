"""办结: how a case that is no licence and no filing ends, each kind in its own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.acts import day_of, require
from services.approvals.domain.case.lifecycles import Act
from services.approvals.domain.case.state import Case


@dataclass(frozen=True, kw_only=True)
class Ending:
    """终结方式: the act that is asked, the event that follows, and what it tells."""

    act: Act
    event: type[Any]
    tells: tuple[str, ...]


ENDINGS: Mapping[type[asked.Conclusion], Ending] = {
    asked.Register: Ending(
        act=Act.REGISTER, event=said.RegistrationMade, tells=("document_number",)
    ),
    asked.RefuseRegistration: Ending(
        act=Act.REFUSE_REGISTRATION, event=said.RegistrationRefused, tells=("reason",)
    ),
    asked.ProvideService: Ending(
        act=Act.PROVIDE_SERVICE, event=said.ServiceProvided, tells=("result",)
    ),
    asked.DenyService: Ending(
        act=Act.DENY_SERVICE, event=said.ServiceNotProvided, tells=("reason",)
    ),
    asked.MakeSelfReport: Ending(
        act=Act.MAKE_SELF_REPORT, event=said.SelfReportMade, tells=("document", "result")
    ),
    asked.ConcludeTransaction: Ending(
        act=Act.CONCLUDE_TRANSACTION, event=said.TransactionConcluded, tells=("document", "party")
    ),
    asked.FailTransaction: Ending(
        act=Act.FAIL_TRANSACTION, event=said.TransactionFailed, tells=("reason",)
    ),
    asked.DeliverStudy: Ending(
        act=Act.DELIVER_STUDY, event=said.StudyDelivered, tells=("document", "result")
    ),
    asked.DecideInternally: Ending(
        act=Act.DECIDE_INTERNALLY, event=said.InternalDecisionMade, tells=("document", "result")
    ),
    asked.MeetCondition: Ending(
        act=Act.MEET_CONDITION, event=said.ConditionMet, tells=("evidence",)
    ),
}


def decide_conclusion(command: asked.Conclusion, case: Case) -> Sequence[said.ConclusionEvent]:
    """办结: once, from where its kind begins; what was told again changes nothing."""
    ending, day = ENDINGS[type(command)], day_of(command)
    told = {name: getattr(command, name) for name in ending.tells}
    if case.repeats(ending.event, on=day, **told):
        return []
    item = require(ending.act, command, case)
    if isinstance(command, asked.Register):
        told["warnings"] = command.warnings
    return [ending.event(item=item.ref, on=day, **told)]
