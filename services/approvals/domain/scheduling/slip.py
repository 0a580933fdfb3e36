"""延后: whether a target came so much later that people have to hear of it."""

from datetime import date

from shared.kernel.working_days import Calendar, working_days_between


def slipped(before: date, after: date, calendar: Calendar, threshold_days: int) -> int | None:
    """Return by how many working days a target is later, where that is more than a threshold."""
    days = working_days_between(calendar, before, after)
    return days if days > threshold_days else None
