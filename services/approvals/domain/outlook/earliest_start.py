"""最早开工日: what was reckoned of it last, and when people are told that it has slipped.

A stream of its own beside the plan's: what is reckoned by itself makes nobody's version stale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.approvals.domain.commands import NoteEarliestStart
from services.approvals.domain.events import (
    EarliestStartReckoned,
    EarliestStartSlipped,
    OutlookEvent,
)
from shared.kernel.decider import About, Decider
from shared.kernel.identifiers import LeadId, ProjectId
from shared.kernel.values import replace


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """开工展望: the last reckoning, and the day that people were last told."""

    project: ProjectId | None = None
    lead: LeadId | None = None
    reckoned: EarliestStartReckoned | None = None
    announced: date | None = None


def decide(command: NoteEarliestStart, outlook: Outlook) -> Sequence[OutlookEvent]:
    """记下最早开工日: where it has moved, or where it was time to look again."""
    before = outlook.reckoned
    unmoved = before is not None and (before.to_on, before.chain) == (command.on, command.chain)
    if before is not None and unmoved and before.look_again_on >= command.look_again_on:
        return []
    reckoned = EarliestStartReckoned(
        project=command.project,
        lead=command.lead,
        from_on=None if before is None else before.to_on,
        to_on=command.on,
        working_days=command.working_days,
        chain=command.chain,
        look_again_on=command.look_again_on,
        calendar_version=command.calendar_version,
    )
    if outlook.announced is None or command.later_by <= command.slip_days:
        return [reckoned]
    slipped = EarliestStartSlipped(
        from_on=outlook.announced,
        to_on=command.on,
        working_days=command.later_by,
        chain=command.chain,
    )
    return [reckoned, slipped]


def evolve(outlook: Outlook, event: OutlookEvent) -> Outlook:
    """Take in a reckoning; what is earlier than people were told is told by it."""
    if isinstance(event, EarliestStartSlipped):
        return replace(outlook, announced=event.to_on)
    announced = min(outlook.announced or event.to_on, event.to_on)
    return Outlook(project=event.project, lead=event.lead, reckoned=event, announced=announced)


def about(outlook: Outlook) -> About:
    """Say whose it is: the project's."""
    return About(lead=outlook.lead, project=outlook.project)


OUTLOOK: Decider[NoteEarliestStart, Outlook, OutlookEvent] = Decider(
    category="outlook", initial=Outlook(), decide=decide, evolve=evolve, about=about
)
