"""联合审查: departments that the item names are asked, and the decision waits for them.

An objection does not bind the department that decides; silence past its day is noted and waited for
no longer.
"""

from collections.abc import Sequence
from datetime import date

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.acts import day_of, require
from services.approvals.domain.case.lifecycles import Act
from services.approvals.domain.case.opinion_state import Opinions, awaited
from services.approvals.domain.case.state import Case
from services.approvals.domain.catalogue import Item
from services.approvals.domain.clocks.duties import on_named_day
from services.approvals.domain.terms import ClockKind
from shared.kernel.identifiers import DepartmentId
from shared.kernel.rejected import Rejected


def decide_consulting(command: asked.Consulting, case: Case) -> Sequence[said.OpinionEvent]:
    """Answer what is asked of departments, and what they say."""
    if isinstance(command, asked.RequestOpinions):
        return request_opinions(command, case)
    return give_opinion(command, case)


def request_opinions(command: asked.RequestOpinions, case: Case) -> list[said.OpinionRequested]:
    """征求意见: of departments that the item names, each until it has answered."""
    day = day_of(command)
    item = require(Act.REQUEST_OPINIONS, command, case)
    departments = command.departments or item.consulted
    if others := [one for one in departments if one not in item.consulted]:
        detail = f"{item.code} names no such department"
        raise Rejected("department-not-consulted", detail, departments=others)
    if not departments:
        raise Rejected("department-not-consulted", f"{item.code} names nobody to consult")
    if command.reply_by < day:
        raise Rejected("expected-before-start", "the day expected lies before the beginning")
    waiting = {one.department: one.reply_by for one in case.opinions if one.awaited}
    asking = [one for one in dict.fromkeys(departments) if waiting.get(one) != command.reply_by]
    last = max((command.reply_by, *waiting.values()))
    return [
        said.OpinionRequested(
            item=item.ref,
            department=department,
            reply_by=command.reply_by,
            on=day,
            duties=(on_named_day(ClockKind.OPINIONS, day, last),),
        )
        for department in asking
    ]


def give_opinion(command: asked.GiveOpinion, case: Case) -> list[said.OpinionGiven]:
    """反馈意见: by a department that was asked, also after its day, before the decision."""
    day = day_of(command)
    content = {"passed": command.passed, "opinion": command.opinion, "on": day}
    if case.repeats(said.OpinionGiven, department=command.department, **content):
        return []
    item = require(Act.GIVE_OPINION, command, case)
    asked_of = {one.department: one for one in case.opinions}
    if command.department not in asked_of:
        detail = f"{command.department} was not asked"
        raise Rejected("opinion-not-requested", detail, department=command.department)
    if asked_of[command.department].passed is not None:
        detail = "it was given before; it may be asked for again"
        raise Rejected("opinion-already-given", detail, department=command.department)
    left = tuple(one for one in awaited(case.opinions) if one != command.department)
    return [
        said.OpinionGiven(
            item=item.ref,
            department=command.department,
            outstanding=left,
            **content,  # type: ignore[arg-type]  # its own fields
        )
    ]


def opinions_overdue(item: Item, opinions: Opinions, on: date) -> list[said.OpinionOverdue]:
    """逾期未反馈: whoever has not answered by the last day."""
    return [
        said.OpinionOverdue(item=item.ref, department=one.department, reply_by=one.reply_by, on=on)
        for one in opinions
        if one.awaited
    ]


def require_opinions(item: Item, opinions: Opinions) -> None:
    """Refuse a decision before all who have to be heard were, or their silence was noted."""
    heard = {one.department for one in opinions if not one.awaited}
    missing: list[DepartmentId] = [one for one in item.consulted if one not in heard]
    if missing:
        detail = f"{', '.join(missing)} has to be heard first"
        raise Rejected("opinions-outstanding", detail, departments=missing)
