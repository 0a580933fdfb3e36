"""The calendar the examples are counted in, and how the laws draw from it."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from shared.adapters.calendar_source import provisional_year, published_year
from shared.kernel.working_days import Calendar

CALENDAR = Calendar(
    version="CN-2026.1",
    years={year: published_year(year) for year in (2024, 2025, 2026)}
    | {2027: provisional_year(2027)},
)
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
LIMITS = st.integers(1, 60).map(lambda halves: Decimal(halves) / 2)
