"""A project under way, told through the real rules: its plan, its cases, the numbers given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import reduce
from graphlib import TopologicalSorter
from typing import Any

from services.approvals.catalogue.shipped import shipped_catalogue
from services.approvals.domain import commands as asked
from services.approvals.domain import together
from services.approvals.domain.calendar.working_calendar import CalendarState
from services.approvals.domain.case import CASE
from services.approvals.domain.case.state import Case
from services.approvals.domain.catalogue import Answer, Item, Milestone, Mode, Need
from services.approvals.domain.events import CaseEvent
from services.approvals.domain.plan import PLAN, planning
from services.approvals.domain.plan.state import Entry, Plan
from services.approvals.domain.published_catalogues import Catalogues
from services.approvals.domain.terms import SATISFIED
from services.approvals.domain.together.document_number import (
    CERTIFICATE_NUMBER,
    DOCUMENT_NUMBER,
    Holder,
    certificate_key,
    document_key,
)
from shared.kernel.identifiers import CaseId
from tests.domain.approvals.catalogue_stories.situations import Situation
from tests.domain.approvals.stories import CALENDAR, LEAD, MONDAY, PARK, PROJECT, SPECIALIST, on

SHIPPED = shipped_catalogue()
PUBLISHED = Catalogues(versions=(SHIPPED,))
KNOWN = CalendarState(calendar=CALENDAR, version=4)
MILESTONES = frozenset(milestone.value for milestone in Milestone)
COMMITMENT = "承诺符合规划条件"


@dataclass(frozen=True, kw_only=True)
class Works:
    """A plan with all its cases on one day, what was told of each, and who has which number."""

    plan: Plan
    cases: Mapping[CaseId, Case] = field(default_factory=dict)
    told: Mapping[CaseId, Sequence[CaseEvent]] = field(default_factory=dict)
    documents: Mapping[str, Holder] = field(default_factory=dict)
    certificates: Mapping[str, Holder] = field(default_factory=dict)
    today: date = MONDAY

    def entry(self, code: str) -> Entry:
        return self.plan.entry(code)

    def item(self, code: str) -> Item:
        return self.plan.way(code)

    def case(self, code: str) -> Case:
        case_id = self.entry(code).case
        assert case_id is not None
        return self.cases[case_id]

    def warnings(self, code: str) -> list[str]:
        """Return what should have come first in the case of an item, and did not."""
        case_id = self.entry(code).case
        assert case_id is not None
        told = self.told[case_id]
        return [one.item_code for event in told for one in getattr(event, "warnings", ())]

    def has(self, code: str) -> bool:
        """Tell whether an item is done, or a milestone reached."""
        if code in MILESTONES:
            return code in self.plan.reached
        return self.entry(code).standing in SATISFIED

    def waits(self, need: Need) -> bool:
        return not any(self.has(code) for code in need.any_of)


def planned(situation: Situation) -> Works:
    """Open the plan of a project and answer the questions of its template."""
    opening = planning.PlanProject(
        **on(MONDAY),
        project=PROJECT,
        lead=LEAD,
        project_name="年产十万吨项目",
        park=PARK,
        specialist=SPECIALIST,
    )
    answering = planning.AnswerSituation(
        **on(MONDAY),
        template=situation.template,
        answers=tuple(Answer(question=q, answer=a) for q, a in situation.answers.items()),
    )
    plan = _folded(Plan(), planning.plan_project(opening, Plan(), PUBLISHED))
    return Works(plan=_folded(plan, planning.answer_situation(answering, plan, PUBLISHED)))


def later(works: Works, days: int = 1) -> Works:
    return replace(works, today=works.today + timedelta(days=days))


def noted(works: Works, command: asked.PlanCommand) -> Works:
    """Let the plan take note of something."""
    return replace(works, plan=reduce(PLAN.evolve, PLAN.decide(command, works.plan), works.plan))


def reached(works: Works, milestone: str) -> Works:
    reaching = asked.NoteMilestone(
        **on(works.today), milestone=Milestone(milestone), on=works.today
    )
    return noted(works, reaching)


def applied(works: Works, code: str) -> Works:
    """Apply for an item, or by another way to it, with a commitment where it is granted on one."""
    case_id = CaseId(f"0198f1c2-0000-7000-8000-{len(works.cases) + 1:012x}")
    applying = together.Apply(
        **on(works.today),
        project=PROJECT,
        item_code=code,
        case=case_id,
        materials=("申请表",),
        commitment=COMMITMENT if works.item(code).mode is Mode.COMMITMENT else None,
    )
    return _with(works, case_id, together.apply(applying, Case(), works.plan, KNOWN))


def acted(works: Works, code: str, *commands: asked.CaseCommand) -> Works:
    """Do something with the case of an item; its plan and the numbers know of it."""
    for command in commands:
        works = _acted(works, code, command)
    return works


def _acted(works: Works, code: str, command: asked.CaseCommand) -> Works:
    case, case_id = works.case(code), works.entry(code).case
    assert case_id is not None
    assert case.item is not None
    if isinstance(command, asked.IssueCertificate):
        return _certified(works, case, case_id, command)
    if isinstance(command, together.Issuing):
        return _issued(works, case, case_id, command)
    if isinstance(command, together.Ending):
        events = together.end(command, case_id, case, works.plan)
    elif isinstance(command, asked.OnCalendar):
        events = together.count(command, case, KNOWN)
    else:
        events = [(0, event) for event in CASE.decide(command, case)]
    return _with(works, case_id, events)


def _issued(works: Works, case: Case, case_id: CaseId, command: together.Issuing) -> Works:
    assert case.item is not None
    key = document_key(case.item, command.document_number)
    holder = works.documents.get(key, Holder())
    events = together.issue(command, case_id, (case, works.plan, holder, KNOWN))
    taken: list[Any] = [event for index, event in events if index == 2]
    held = reduce(DOCUMENT_NUMBER.evolve, taken, holder)
    return replace(_with(works, case_id, events), documents={**works.documents, key: held})


def _certified(works: Works, case: Case, case_id: CaseId, command: asked.IssueCertificate) -> Works:
    key = certificate_key(command.certificate_number)
    holder = works.certificates.get(key, Holder())
    events = together.certify(command, case_id, (case, holder, KNOWN))
    taken: list[Any] = [event for index, event in events if index == 1]
    of_case = [(index, event) for index, event in events if index == 0]
    held = reduce(CERTIFICATE_NUMBER.evolve, taken, holder)
    return replace(_with(works, case_id, of_case), certificates={**works.certificates, key: held})


def _with(works: Works, case_id: CaseId, events: together.Indexed) -> Works:
    of_case: list[Any] = [event for index, event in events if index == 0]
    case = reduce(CASE.evolve, of_case, works.cases.get(case_id, Case()))
    return replace(
        works,
        plan=_folded(works.plan, events, 1),
        cases={**works.cases, case_id: case},
        told={**works.told, case_id: (*works.told.get(case_id, ()), *of_case)},
    )


def _folded(plan: Plan, events: Iterable[tuple[int, Any]], index: int = 0) -> Plan:
    return reduce(PLAN.evolve, [event for at, event in events if at == index], plan)


def needs_of(works: Works) -> Mapping[str, tuple[Need, ...]]:
    """Return what each item and each milestone of a plan waits for."""
    items = {code: entry.item.needs for code, entry in works.plan.entries.items()}
    return {**items, **{one.milestone.value: one.needs for one in works.plan.composed.milestones}}


def in_order(works: Works) -> list[str]:
    """Return items and milestones, each after all that it may wait for; a ring is an error."""
    before = {
        after: sorted({code for need in needs for code in need.any_of})
        for after, needs in needs_of(works).items()
    }
    return list(TopologicalSorter(before).static_order())
