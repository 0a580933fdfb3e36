"""Every row of the catalogue goes the way of its kind, in a plan of a project that needs it."""

import pytest

from services.approvals.domain.catalogue import ItemKind
from services.approvals.domain.terms import OPEN_STAGES, SATISFIED, ClockKind, Standing
from shared.kernel.rejected import Rejected
from shared.kernel.working_days import add_working_days
from tests.domain.approvals.catalogue_stories.rows import (
    ROWS,
    dues,
    limits,
    of_kind,
    prepared,
    row,
)
from tests.domain.approvals.catalogue_stories.ways import (
    FAILURES,
    STANDS,
    done,
    failing_way_of,
    way_of,
)
from tests.domain.approvals.catalogue_stories.works import SHIPPED, applied, later
from tests.domain.approvals.shelf import BEGUN
from tests.domain.approvals.stories import CALENDAR, ask_back, keep, serve, withdraw

MAY_FAIL = of_kind(*FAILURES)
ASKED_BACK = of_kind(
    ItemKind.LICENCE, ItemKind.FILING, ItemKind.REGISTRATION, ItemKind.PUBLIC_SERVICE
)
SERVED = of_kind(ItemKind.LICENCE, ItemKind.FILING, ItemKind.REGISTRATION)
# What has a limit and is never accepted: its clock runs from the receipt.
LIMITED = [code for code in of_kind(*(set(ItemKind) - {ItemKind.LICENCE})) if limits(row(code))]


def test_these_are_all_rows() -> None:
    assert set(ROWS) == {item.code for item in SHIPPED.items}
    assert len(ROWS) == 89


@pytest.mark.parametrize("code", ROWS)
def test_it_is_applied_for_and_brought_to_its_end(code: str) -> None:
    works = applied(prepared(code), code)
    kind = row(code).kind
    assert (works.case(code).stage, works.case(code).latest_on) == (BEGUN[kind], works.today)
    assert works.case(code).item == works.item(code)
    assert (works.entry(code).standing, works.has(code)) == (Standing.IN_HANDLING, False)
    for act in way_of(works.item(code)):
        assert works.case(code).stage in OPEN_STAGES
        works = done(later(works), code, act)
    assert (works.entry(code).standing, works.has(code)) == (STANDS[kind], True)
    assert (works.case(code).clock.ended_on, works.case(code).deadlines) == (works.today, ())
    with pytest.raises(Rejected, match="item-already-granted"):
        applied(works, code)


@pytest.mark.parametrize("code", MAY_FAIL)
def test_where_it_fails_it_may_be_applied_for_again(code: str) -> None:
    _, standing = FAILURES[row(code).kind]
    works = done(applied(prepared(code), code), code, *failing_way_of(row(code)))
    assert (works.entry(code).standing, works.has(code)) == (standing, False)
    again = applied(later(works), code)
    assert again.entry(code).standing is Standing.IN_HANDLING
    assert len(again.plan.cases) == len(works.plan.cases) + 1


@pytest.mark.parametrize("code", ASKED_BACK)
def test_it_may_be_asked_back(code: str) -> None:
    works = done(applied(prepared(code), code), code, ask_back)
    kept = done(works, code, keep)
    assert (kept.entry(code).standing, kept.case(code).withdrawal_pending) == (
        Standing.IN_HANDLING,
        False,
    )
    withdrawn = done(works, code, withdraw)
    assert (withdrawn.entry(code).standing, withdrawn.has(code)) == (Standing.WITHDRAWN, False)


@pytest.mark.parametrize("code", SERVED)
def test_what_was_decided_is_served(code: str) -> None:
    works = applied(prepared(code), code)
    works = done(works, code, *way_of(works.item(code)))
    serving = works.case(code).deadline(ClockKind.SERVING)
    if row(code).kind is ItemKind.LICENCE:
        assert serving is not None
        assert serving.due is not None
        assert serving.due.day == add_working_days(CALENDAR, works.today, 10)
    served = done(later(works), code, serve)
    assert (served.case(code).served, served.case(code).deadline(ClockKind.SERVING)) == (True, None)
    assert served.entry(code).standing in SATISFIED


@pytest.mark.parametrize("code", LIMITED)
def test_what_is_never_accepted_is_timed_from_its_receipt(code: str) -> None:
    works = applied(prepared(code), code)
    shown = {one.clock: one.due.day for one in works.case(code).deadlines if one.due}
    assert shown == dues(works.item(code), works.today)
    bound = {one.clock: one.binds for one in works.case(code).deadlines}
    assert bound == {clock: limit.binds for clock, limit in limits(works.item(code)).items()}
