"""The words that stories about schedules are told in, and how the laws draw what is ahead."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

from hypothesis import strategies as st

from services.approvals.domain.catalogue import NeedKind
from services.approvals.domain.scheduling import Ahead, Edge, Task
from shared.kernel.clock import Half, HalfDay
from shared.kernel.identifiers import DepartmentId
from shared.kernel.working_days import working_days_between
from tests.kernel.calendars import CALENDAR

TODAY = date(2026, 3, 2)
COMMENCEMENT = "commencement"
REFORM = DepartmentId("development-reform")
ECOLOGY = DepartmentId("ecology")
RESOURCES = DepartmentId("natural-resources")
BUREAU = DepartmentId("approval-bureau")


def noon(month: int, day: int) -> HalfDay:
    return HalfDay(date(2026, month, day), Half.MORNING)


def evening(month: int, day: int) -> HalfDay:
    return HalfDay(date(2026, month, day), Half.AFTERNOON)


def item(code: str, days: float, held_by: DepartmentId | None = BUREAU) -> Task:
    return Task(code=code, name=f"事项{code}", held_by=held_by, remaining=Decimal(str(days)))


def milestone(code: str) -> Task:
    return Task(code=code, name="开工", held_by=None, remaining=Decimal(0))


def start(after: str, *before: str) -> Edge:
    return Edge(before=before, after=after, kind=NeedKind.MAY_START)


def issue(after: str, *before: str) -> Edge:
    return Edge(before=before, after=after, kind=NeedKind.MAY_ISSUE)


def gate(*before: str) -> Edge:
    return Edge(before=before, after=COMMENCEMENT, kind=NeedKind.MAY_COMMENCE)


def ahead(
    tasks: tuple[Task, ...], *edges: Edge, target: str = COMMENCEMENT, today: date = TODAY
) -> Ahead:
    return Ahead(tasks=tasks, edges=edges, target=target, today=today, calendar=CALENDAR)


NEW_PLANT = ahead(
    (
        item("A01", 1, REFORM),
        item("A12", 7, ECOLOGY),
        item("A08", 3, RESOURCES),
        item("B02", 5, RESOURCES),
        item("C05", 2.5),
        milestone(COMMENCEMENT),
    ),
    start("A12", "A01"),
    start("A08", "A01"),
    issue("B02", "A08"),
    start("C05", "B02"),
    gate("A12"),
    gate("C05"),
)


def change(situation: Ahead, code: str, **values: object) -> Ahead:
    """Let one task be otherwise."""
    tasks = tuple(
        replace(task, **values) if task.code == code else task  # type: ignore[arg-type]
        for task in situation.tasks
    )
    return replace(situation, tasks=tasks)


LENGTHS = st.integers(0, 12).map(lambda halves: Decimal(halves) / 2)
DAYS = st.dates(date(2026, 1, 1), date(2026, 9, 30))


@st.composite
def situations(draw: st.DrawFn, *, size: int = 6, alternatives: int = 2) -> Ahead:
    """Draw tasks in any order, and edges that lead from earlier names to later ones."""
    names = [f"T{n}" for n in range(draw(st.integers(1, size)))]
    tasks = [draw(_tasks(name)) for name in names]
    target = draw(st.sampled_from(names))
    tasks = [replace(t, done=False) if t.code == target else t for t in tasks]
    edges = draw(st.lists(_edges(names, alternatives), max_size=8)) if len(names) > 1 else []
    order = draw(st.permutations(tasks))
    return ahead(tuple(order), *edges, target=target, today=draw(DAYS))


@st.composite
def _tasks(draw: st.DrawFn, name: str) -> Task:
    rare = st.integers(0, 4).map(lambda n: n == 0)
    return Task(
        code=name,
        name=name,
        held_by=draw(st.sampled_from([REFORM, ECOLOGY, None])),
        remaining=draw(LENGTHS),
        begun=draw(rare),
        done=draw(rare),
        earliest=draw(st.none() | DAYS) if draw(rare) else None,
    )


@st.composite
def _edges(draw: st.DrawFn, names: list[str], alternatives: int) -> Edge:
    after = draw(st.integers(1, len(names) - 1))
    earlier = st.sampled_from([*names[:after], *["elsewhere"] * (after > 1)])
    before = draw(st.lists(earlier, min_size=1, max_size=alternatives, unique=True))
    return Edge(before=tuple(before), after=names[after], kind=draw(st.sampled_from(NeedKind)))


def by_trying_everything(situation: Ahead, target: str) -> Decimal:
    """Find the earliest end: every choice among alternatives, every path there is with it."""
    tasks = {task.code: task for task in situation.tasks}
    edges = [e for e in situation.edges if tasks.keys() & set(e.before) and e.after in tasks]
    choices = product(*([code for code in e.before if code in tasks] for e in edges))
    return min(
        max(_paths(situation, list(zip(choice, edges, strict=True)), target)) for choice in choices
    )


def _paths(situation: Ahead, chosen: list[tuple[str, Edge]], target: str) -> Iterator[Decimal]:
    """Go through the lengths of all paths to the end of a task, one by one."""
    task = next(task for task in situation.tasks if task.code == target)
    if task.done:
        yield Decimal(0)
        return
    yield task.remaining + _days_until(situation, task)
    for before, edge in chosen:
        if edge.after == target:
            beside = task.begun or edge.kind is NeedKind.MAY_ISSUE
            for length in _paths(situation, chosen, before):
                yield length if beside else length + task.remaining


def _days_until(situation: Ahead, task: Task) -> int:
    if task.earliest is None or task.earliest <= situation.today:
        return 0
    both = working_days_between(CALENDAR, situation.today, task.earliest)
    return both - working_days_between(
        CALENDAR, date.fromordinal(task.earliest.toordinal() - 1), task.earliest
    )
