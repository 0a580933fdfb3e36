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
NAMES = ("T0", "T1", "T2", "T3", "T4", "T5")
_RARELY = st.integers(0, 8).map(lambda n: n == 5)
_TASKS = st.lists(
    st.builds(
        Task,
        code=st.just(""),
        name=st.just("事项"),
        held_by=st.sampled_from([REFORM, ECOLOGY, None]),
        remaining=LENGTHS,
        begun=_RARELY,
        done=_RARELY,
        earliest=st.one_of(st.none(), st.none(), st.none(), DAYS),
    ),
    min_size=3,
    max_size=len(NAMES),
)


def _edge(after: int, before: list[int], kind: NeedKind) -> Edge:
    """Lead from what is named earlier, or from what is not there at all."""
    earlier = [NAMES[(after - 1 - n) % after] if n < len(NAMES) else "elsewhere" for n in before]
    return Edge(before=tuple(dict.fromkeys(earlier)), after=NAMES[after], kind=kind)


_EDGES = st.lists(
    st.builds(
        _edge,
        st.integers(1, len(NAMES) - 1),
        st.lists(st.integers(0, len(NAMES)), min_size=1, max_size=2),
        st.sampled_from(NeedKind),
    ),
    min_size=4,
    max_size=9,
)


def _situation(
    tasks: list[Task], edges: list[Edge], turned: int, target: int, today: date
) -> Ahead:
    """Name the tasks, give them in another order, and take one that is open as the target."""
    target = len(tasks) - 1 - target // 3
    named = [
        replace(task, code=name, done=task.done and name != NAMES[target])
        for name, task in zip(NAMES, tasks, strict=False)
    ]
    order = (*named[turned:][::-1], *named[:turned])
    return ahead(order, *edges, target=NAMES[target], today=today)


def situations() -> st.SearchStrategy[Ahead]:
    places = st.integers(0, len(NAMES) - 1)
    return st.builds(_situation, _TASKS, _EDGES, places, places, DAYS)


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
