"""How schedules look to those who read them."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.approvals.api.shown import half_day
from services.approvals.domain.catalogue import Item
from services.approvals.domain.scheduling import Comparison, Countdown, Link, Schedule, Slot, Wait
from services.approvals.domain.scheduling.countdown import Row
from services.approvals.domain.scheduling.terms import Task
from shared.kernel.identifiers import DepartmentId
from shared.kernel.texts.outlooks import RESTS_ON

Plain = dict[str, Any]


def schedule(one: Schedule) -> Plain:
    """Show the earliest day, the chain that decides it, and every task with its slack."""
    return {
        "target": one.target,
        "today": one.today,
        "on": half_day(one.on),
        "working_days": one.days,
        "chain": [_link(link) for link in one.chain],
        "tasks": [_slot(slot) for slot in one.slots],
        "calendar_version": one.calendar_version,
        "provisional": one.provisional,
    }


def countdown(one: Countdown, names: Mapping[DepartmentId, str]) -> Plain:
    """Show what every department has to finish by when."""
    return {
        "by": one.by,
        "departments": [
            {
                "department": of.department,
                "department_name": names.get(of.department) if of.department else None,
                "rows": [_row(row) for row in of.rows],
            }
            for of in one.departments
        ],
        "impossible": [row.task.code for row in one.impossible],
    }


def comparison(one: Comparison) -> Plain:
    """Show the day and the chain before and after."""
    return {
        "before": half_day(one.before),
        "after": half_day(one.after),
        "earlier_by": one.earlier_by,
        "chain_before": one.chain_before,
        "chain_after": one.chain_after,
    }


def named(one: Item) -> Plain:
    """Show an item by its name and who holds it."""
    return {"item_code": one.code, "name": one.name, "held_by": one.department}


def without_time(items: Sequence[Item], planned: Schedule) -> list[Plain]:
    """Show what nobody has set a time for, and whether the day hangs on how long that takes."""
    return [named(item) | {"counts": item.code in planned.counting} for item in items]


def _task(one: Task) -> Plain:
    return {
        "code": one.code,
        "name": one.name,
        "held_by": one.held_by,
        "remaining": one.remaining,
        "rests_on": one.rests_on,
        "rests_on_name": RESTS_ON[one.rests_on] if one.rests_on else None,
        "begun": one.begun,
    }


def _wait(one: Wait) -> Plain:
    return {"for": one.task, "kind": one.kind, "until": one.day}


def _link(one: Link) -> Plain:
    return {
        **_task(one.task),
        "waits": _wait(one.waits),
        "begins": half_day(one.begins),
        "ends": half_day(one.ends),
        "waited": one.waited,
        "adds": one.adds,
    }


def _slot(one: Slot) -> Plain:
    return {
        **_task(one.task),
        "waits": _wait(one.waits),
        "begins": half_day(one.begins),
        "ends": half_day(one.ends),
        "must_begin_by": half_day(one.must_begin_by),
        "must_end_by": half_day(one.must_end_by),
        "slack": one.slack,
    }


def _row(one: Row) -> Plain:
    return {
        **_task(one.task),
        "must_begin_by": half_day(one.must_begin_by),
        "must_end_by": half_day(one.must_end_by),
        "slack": one.slack,
        "impossible": one.impossible,
    }
