import pytest

from services.projects.domain import commands as asked
from services.projects.domain import events as said
from services.projects.domain.terms import ItemStanding, Lacking, Stage
from shared.kernel.effective import Effective
from tests.domain.projects.stories import (
    FILING,
    GRANTED_ON,
    IMPACT,
    ITEMS,
    PLANNING,
    ROW,
    all_granted,
    asking,
    created,
    gate_set,
    granted,
    imported,
    lacking,
    lost,
    on,
    project,
    terminated,
    under_construction,
)


def see(effective: Effective) -> asked.ObserveStart:
    return asked.ObserveStart(**asking(effective), seen="土方开挖")


def unapproved(effective: Effective, *missing: Lacking) -> said.UnapprovedStartObserved:
    return said.UnapprovedStartObserved(seen_on=effective, seen="土方开挖", lacking=missing)


def test_a_start_without_grants_is_recorded_not_refused() -> None:
    project.given(created(), gate_set(), granted(FILING, GRANTED_ON)).when(see(on(5, 1))).then(
        unapproved(on(5, 1), lacking(IMPACT), lacking(PLANNING))
    )


def test_a_start_with_all_grants_is_only_recorded() -> None:
    project.given(*all_granted()).when(see(on(5, 1))).then(
        said.StartObserved(seen_on=on(5, 1), seen="土方开挖")
    )


def test_grants_count_from_the_day_they_are_in_force() -> None:
    missing = [lacking(item, ItemStanding.GRANTED) for item in ITEMS]
    project.given(*all_granted()).when(see(on(3, 31))).then(unapproved(on(3, 31), *missing))


def test_grants_lost_since_counted_then() -> None:
    project.given(*all_granted(), lost(IMPACT, on(7, 1))).when(see(on(5, 1))).then(
        said.StartObserved(seen_on=on(5, 1), seen="土方开挖")
    )


def test_before_the_plan_is_known_nothing_is_granted() -> None:
    project.given(created()).when(see(on(5, 1))).then(unapproved(on(5, 1)))


def test_of_a_project_imported_under_construction_nothing_is_held_against_it() -> None:
    project.given(imported()).when(see(on(5, 1))).then(
        said.StartObserved(seen_on=on(5, 1), seen="土方开挖")
    )


def test_the_same_sighting_is_recorded_once() -> None:
    project.given(created(), unapproved(on(5, 1))).when(see(on(5, 1))).then_nothing()


@pytest.mark.parametrize("past", [under_construction(), (*all_granted(), terminated())])
def test_it_is_recorded_at_any_stage(past: tuple[said.Event, ...]) -> None:
    project.given(*past).when(see(on(5, 7))).then(
        said.StartObserved(seen_on=on(5, 7), seen="土方开挖")
    )


def test_nobody_saw_what_is_still_to_come() -> None:
    project.given(created()).when(see(on(9, 2))).then_rejected("effective-in-the-future")


def test_of_a_withdrawn_import_nothing_is_recorded() -> None:
    withdrawn = said.ImportedProjectWithdrawn(row=ROW, from_stage=Stage.UNDER_CONSTRUCTION)
    project.given(imported(), withdrawn).when(see(on(5, 1))).then_rejected("not-in-this-stage")
