"""办结: how a case that is no licence and no filing ends, each kind in its own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.acts import day_of, require
from services.approvals.domain.case.lifecycles import Act
from services.approvals.domain.case.opinions import require_opinions
from services.approvals.domain.case.state import Case
from services.approvals.domain.clocks.duties import after_delivery


@dataclass(frozen=True, kw_only=True)
class Ending:
    """终结方式: the act that is asked, the event that follows, and what it tells.

    Those whom the item names are `heard` before it.
    """

    act: Act
    event: type[Any]
    tells: tuple[str, ...]
    heard: bool = False


ENDINGS: Mapping[type[asked.Conclusion], Ending] = {
    asked.Register: Ending(
        act=Act.REGISTER, event=said.RegistrationMade, tells=("document_number",), heard=True
    ),
    asked.RefuseRegistration: Ending(
        act=Act.REFUSE_REGISTRATION,
        event=said.RegistrationRefused,
        tells=("reason",),
        heard=True,
    ),
    asked.ProvideService: Ending(
        act=Act.PROVIDE_SERVICE, event=said.ServiceProvided, tells=("result",), heard=True
    ),
    asked.DenyService: Ending(
        act=Act.DENY_SERVICE, event=said.ServiceNotProvided, tells=("reason",), heard=True
    ),
    asked.MakeSelfReport: Ending(
        act=Act.MAKE_SELF_REPORT, event=said.SelfReportMade, tells=("document", "result")
    ),
    asked.ConcludeTransaction: Ending(
        act=Act.CONCLUDE_TRANSACTION,
        event=said.TransactionConcluded,
        tells=("document", "party"),
        heard=True,
    ),
    asked.FailTransaction: Ending(
        act=Act.FAIL_TRANSACTION, event=said.TransactionFailed, tells=("reason",)
    ),
    asked.DeliverStudy: Ending(
        act=Act.DELIVER_STUDY,
        event=said.StudyDelivered,
        tells=("document", "result"),
        heard=True,
    ),
    asked.DecideInternally: Ending(
        act=Act.DECIDE_INTERNALLY,
        event=said.InternalDecisionMade,
        tells=("document", "result"),
        heard=True,
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
    if ending.heard and case.commitment is None:
        require_opinions(item, case.opinions)
    if isinstance(command, asked.Register):
        told["warnings"] = command.warnings
    if isinstance(command, asked.DeliverStudy):
        told["duties"] = after_delivery(item, day, command.calendar)
        told["calendar_version"] = command.calendar.version
    return [ending.event(item=item.ref, on=day, **told)]
