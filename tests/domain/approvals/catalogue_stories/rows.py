"""Every row of the catalogue, with a project that has it in its plan."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from services.approvals.domain.catalogue import Item, ItemKind, Limit, StartsOn
from services.approvals.domain.terms import ClockKind
from shared.kernel.timing import LimitUnit
from shared.kernel.working_days import add_working_days, is_working
from tests.domain.approvals.catalogue_stories.situations import (
    GOVERNMENT,
    LAUNDRY,
    PLANT,
    SHOP,
    VERIFIED,
    WORKSHOP,
    Situation,
)
from tests.domain.approvals.catalogue_stories.ways import ready
from tests.domain.approvals.catalogue_stories.works import SHIPPED, Works, planned
from tests.domain.approvals.stories import CALENDAR

_IN_PLANS: tuple[tuple[Situation, str], ...] = (
    (
        PLANT,
        "P01 P00 A01 A06 A16 A23 K04 K06 A10 A07 A08 A09 A11 A14 A14-C A15a A17 A18 A19 A20a A20b"
        " A20c A20d A21 A22 A24 A25a A25b A25c A26 K01 K02 K03 C06a C06b C06c C06d C06e C06f B01"
        " B02 B02-C B03 B04 C01 C01-C C02 C03 C04 K05 C05 C05-C C05-P C07 C08a C09a C09b C09c C09d"
        " D02a D09 D13 D14 D15 C08b D03 D04 D05 D06a D07a D07b D07c D08 D10 D11a D12",
    ),
    (WORKSHOP, "A12 A12-C A15b D02b D06b D11b"),
    (SHOP, "A13"),
    (LAUNDRY, "D06c"),
    (VERIFIED, "A02"),
    (GOVERNMENT, "A03 A04 A05 A27"),
)
ROWS: Mapping[str, Situation] = {
    code: situation for situation, codes in _IN_PLANS for code in codes.split()
}


def row(code: str) -> Item:
    found = SHIPPED.item(code)
    assert found is not None
    return found


def of_kind(*kinds: ItemKind) -> list[str]:
    return [code for code in ROWS if row(code).kind in kinds]


@cache
def opened(code: str) -> Works:
    """Return a project that needs an item, before anything is done."""
    return planned(ROWS[code])


@cache
def prepared(code: str) -> Works:
    """Return a project that needs an item, when all that comes before it is done."""
    return ready(opened(code), code)


def due(limit: Limit, start: date) -> date:
    """Return when a limit ends, as the law counts: the first day not, no end on a day of rest."""
    if limit.unit is LimitUnit.WORKING_DAYS:
        return add_working_days(CALENDAR, start, limit.days)
    assert limit.unit is LimitUnit.NATURAL_DAYS
    end = start + timedelta(days=int(limit.days))
    while not is_working(CALENDAR, end):
        end += timedelta(days=1)
    return end


def limits(item: Item) -> Mapping[ClockKind, Limit]:
    both = {ClockKind.STATUTORY: item.statutory, ClockKind.PROMISED: item.promised}
    return {clock: limit for clock, limit in both.items() if limit is not None}


def dues(item: Item, received: date, accepted: date | None = None) -> Mapping[ClockKind, date]:
    """Return when the limits of the catalogue end; those of a licence run once it is accepted."""
    if accepted is None and item.kind is ItemKind.LICENCE:
        return {}
    return {
        clock: due(limit, received if _from_receipt(limit) else accepted or received)
        for clock, limit in limits(item).items()
    }


def _from_receipt(limit: Limit) -> bool:
    return limit.starts_on is StartsOn.RECEIVED
