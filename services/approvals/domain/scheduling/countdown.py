"""手续倒排: counted back from the day of the target, by when each department has to finish what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from services.approvals.domain.scheduling.terms import Schedule, Task
from services.approvals.domain.scheduling.timetable import Timetable, days_of, position_of
from shared.kernel.clock import HalfDay
from shared.kernel.identifiers import DepartmentId
from shared.kernel.working_days import Calendar


@dataclass(frozen=True, kw_only=True)
class Row:
    """倒排项: by when a task has to begin and to end, and how much time that leaves.

    With less than none it cannot be done any more in the time it takes.
    """

    task: Task
    must_begin_by: HalfDay
    must_end_by: HalfDay
    slack: Decimal

    @property
    def impossible(self) -> bool:
        """Whether it is too late already."""
        return self.slack < 0


@dataclass(frozen=True, kw_only=True)
class DepartmentRows:
    """部门倒排: what one department has to finish, the most urgent first; None: the works."""

    department: DepartmentId | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Countdown:
    """手续倒排表: what every department has to finish by when, the most urgent department first.

    Beside `by`, the day it is counted back from, stands the earliest that is possible. What the
    target does not depend on is left out.
    """

    target: str
    by: date
    earliest: HalfDay
    departments: tuple[DepartmentRows, ...]

    @property
    def impossible(self) -> tuple[Row, ...]:
        """What is too late already."""
        return tuple(row for of in self.departments for row in of.rows if row.impossible)


def countdown(schedule: Schedule, calendar: Calendar, by: date | None = None) -> Countdown:
    """Count back from a wished day, or from the earliest day there is."""
    timetable = Timetable(calendar, schedule.today)
    gained = 0 if by is None else timetable.end_of(by) - position_of(schedule.days)
    rows = sorted(_rows(schedule, timetable, gained), key=_urgency)
    of_department = sorted(rows, key=lambda row: row.task.held_by or "")
    departments = [
        DepartmentRows(department=held_by, rows=tuple(group))
        for held_by, group in groupby(of_department, key=lambda row: row.task.held_by)
    ]
    return Countdown(
        target=schedule.target,
        by=by or schedule.on.day,
        earliest=schedule.on,
        departments=tuple(sorted(departments, key=lambda of: _urgency(of.rows[0]))),
    )


def _rows(schedule: Schedule, timetable: Timetable, gained: int) -> Iterator[Row]:
    for slot in schedule.slots:
        if slot.slack is None:
            continue
        length = position_of(slot.task.remaining)
        begin = position_of(slot.begins_at + slot.slack) + gained
        yield Row(
            task=slot.task,
            must_begin_by=timetable.beginning(begin, length),
            must_end_by=timetable.ending(begin + length),
            slack=slot.slack + days_of(gained),
        )


def _urgency(row: Row) -> tuple[HalfDay, HalfDay, str]:
    return row.must_end_by, row.must_begin_by, row.task.code
