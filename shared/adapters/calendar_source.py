"""Years of the Chinese working-day calendar: as published, or provisionally by the statute.

The published years come from the package `chinesecalendar`, which follows the yearly notices of
the State Council. A year without a notice can only be provisional: its statutory days are known,
which weekends will be worked in exchange (调休) is not.
"""

from datetime import date, timedelta

from chinese_calendar.constants import holidays, workdays

from shared.kernel.rejected import Rejected
from shared.kernel.working_days import Year

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}

# 除夕, 清明, 端午 and 中秋 follow the moon and the sun: month and day of each.
_MOVING_DAYS = {
    2027: ((2, 5), (4, 5), (6, 9), (9, 15)),
    2028: ((1, 25), (4, 4), (5, 28), (10, 3)),
    2029: ((2, 12), (4, 4), (6, 16), (9, 22)),
    2030: ((2, 2), (4, 5), (6, 5), (9, 12)),
    2031: ((1, 22), (4, 5), (6, 24), (10, 1)),
    2032: ((2, 10), (4, 4), (6, 12), (9, 19)),
}
_MOVING_NAMES = (("春节", 4), ("清明节", 1), ("端午节", 1), ("中秋节", 1))


def published_years() -> tuple[int, ...]:
    """Return the years whose notice the package holds, in order."""
    return tuple(sorted({day.year for day in holidays}))


def published_year(year: int) -> Year:
    """Return a year as its notice has it, or raise Rejected where there is none."""
    if year not in published_years():
        raise Rejected("calendar-year-missing", f"no notice for {year} is known", year=year)
    return Year(
        workdays_off={day: _NAMES[name] for day, name in holidays.items() if day.year == year},
        working_weekends={
            day: _NAMES[name] + "调休上班" for day, name in workdays.items() if day.year == year
        },
    )


def provisional_year(year: int) -> Year:
    """Return a year as the statute alone makes it: weekends, and the statutory days by name.

    The days are those of 全国年节及纪念日放假办法 as in force since 2025; the moving ones are known
    up to 2032, a later year has only the fixed ones.
    """
    days = [(date(year, 1, 1), 1, "元旦"), (date(year, 5, 1), 2, "劳动节")]
    days += [(date(year, 10, 1), 3, "国庆节")]
    days += [
        (date(year, month, day), length, name)
        for (month, day), (name, length) in zip(
            _MOVING_DAYS.get(year, ()), _MOVING_NAMES, strict=False
        )
    ]
    off: dict[date, str] = {}
    for first, length, name in days:
        for n in range(length):
            day = first + timedelta(days=n)
            off[day] = f"{off[day]}、{name}" if day in off else name
    return Year(workdays_off=off, working_weekends={}, provisional=True)
