"""What every act that counts days carries: the calendar, put in at the edge."""

from dataclasses import dataclass

from shared.kernel.asked import Asked
from shared.kernel.working_days import Calendar

UNPUBLISHED = Calendar(version="CN-0", years={})


@dataclass(frozen=True, kw_only=True)
class OnCalendar(Asked):
    """按日历计时的操作: an act that counts days; the edge puts the calendar in."""

    calendar: Calendar = UNPUBLISHED
