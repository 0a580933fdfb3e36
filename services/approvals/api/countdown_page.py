"""手续倒排页: what each department has to finish by when, as one page to be printed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.approvals.api import printed
from services.approvals.api.printed import Cells, day, half_day, number, paragraph, row
from services.approvals.domain.catalogue import Item
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.scheduling import Countdown, DepartmentRows, Row, Schedule
from shared.kernel.identifiers import DepartmentId
from shared.kernel.texts.approvals import MILESTONES
from shared.kernel.texts.outlooks import PAGE, RESTS_ON

_HEADS = ("item", "remaining", "rests_on", "must_begin_by", "must_end_by", "slack", "note")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """倒排表: the schedule of a plan, counted back, and by what names people know departments."""

    plan: Plan
    schedule: Schedule
    countdown: Countdown
    departments: Mapping[DepartmentId, str]
    without_time: Sequence[Item]
    only_law: bool


def page(sheet: Sheet) -> str:
    """Write the page: the departments in the order in which they are urgent, then the works."""
    held = [of for of in sheet.countdown.departments if of.department is not None]
    sections = [_department(of, sheet) for of in held]
    return printed.page(
        PAGE["title"],
        printed.facts((PAGE[name], value) for name, value in _facts(sheet)),
        *(sections or [paragraph(PAGE["none"])]),
        *(paragraph(note) for note in _notes(sheet)),
        paragraph(PAGE["printed"]),
    )


def _facts(sheet: Sheet) -> Iterable[tuple[str, str]]:
    plan, schedule = sheet.plan, sheet.schedule
    yield "project", plan.project_name
    yield "target", MILESTONES[schedule.target]
    yield "by", day(sheet.countdown.by)
    yield "on", half_day(schedule.on)
    yield "working_days", number(schedule.days)
    yield "chain", " → ".join(link.task.name for link in schedule.chain)
    yield "counted", PAGE["only_law" if sheet.only_law else "everything"]
    yield "today", day(schedule.today)
    yield "catalogue_version", plan.composed.catalogue_version
    yield "calendar_version", schedule.calendar_version


def _department(of: DepartmentRows, sheet: Sheet) -> str:
    known = of.department or DepartmentId("")
    deciding = set(sheet.schedule.chain_codes)
    rows = [_row(one, deciding=one.task.code in deciding) for one in of.rows]
    title = sheet.departments.get(known, known)
    return printed.section(title, printed.table([PAGE[head] for head in _HEADS], rows))


def _row(one: Row, *, deciding: bool) -> str:
    task = one.task
    notes = [
        PAGE[name]
        for name, holds in (
            ("impossible", one.impossible),
            ("deciding", deciding),
            ("begun", task.begun),
        )
        if holds
    ]
    cells: Cells = (
        f"{task.code} {task.name}",
        number(task.remaining),
        RESTS_ON[task.rests_on] if task.rests_on else printed.NOTHING,
        half_day(one.must_begin_by),
        half_day(one.must_end_by),
        number(one.slack),
        "、".join(notes),
    )
    return row(cells, "late" if one.impossible else "")


def _notes(sheet: Sheet) -> Iterator[str]:
    if sheet.without_time:
        items = "、".join(f"{item.code} {item.name}" for item in sheet.without_time)
        yield PAGE["without_time"].format(items=items)
    if sheet.schedule.provisional:
        yield PAGE["provisional"]
