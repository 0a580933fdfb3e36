"""事项目录: versions are published one after the other, never over each other."""

from dataclasses import replace
from datetime import date

import pytest

from services.approvals.domain.catalogue import BASIC, CatalogueVersion
from services.approvals.domain.commands import PublishCatalogue
from services.approvals.domain.events import CatalogueEvent, CatalogueVersionPublished
from services.approvals.domain.published_catalogues import CATALOGUES, Catalogues, about
from shared.kernel.decider import About
from shared.kernel.rejected import Rejected
from tests.domain.approvals.small_catalogue import SMALL
from tests.domain.approvals.stories import MONDAY, now, on
from tests.harness.given_when_then import Story, asking_again_changes_nothing

SECOND = replace(SMALL, effective_from=date(2026, 7, 1))


def publish(catalogue: CatalogueVersion) -> PublishCatalogue:
    return PublishCatalogue(**now(MONDAY), catalogue=catalogue)


def published(*catalogues: CatalogueVersion) -> list[CatalogueEvent]:
    events: list[CatalogueEvent] = []
    for catalogue in catalogues:
        events += CATALOGUES.decide(publish(catalogue), CATALOGUES.fold(events))
    return events


def after(
    *catalogues: CatalogueVersion,
) -> Story[PublishCatalogue, Catalogues, CatalogueEvent]:
    return Story(CATALOGUES).given(*published(*catalogues))


def test_a_new_version_ends_the_one_before() -> None:
    after(BASIC).when(publish(SECOND)).then(
        CatalogueVersionPublished(catalogue=SECOND, ends="2026.1")
    )
    catalogues = CATALOGUES.fold(published(BASIC, SECOND))
    assert catalogues.in_force(date(2026, 6, 30)).version == "2026.1"
    assert catalogues.in_force(date(2026, 7, 1)).version == SECOND.version


def test_the_first_version_ends_none() -> None:
    after().when(publish(BASIC)).then(CatalogueVersionPublished(catalogue=BASIC, ends=None))


def test_a_version_with_an_end_of_its_own_leaves_a_gap() -> None:
    short = replace(BASIC, effective_until=date(2026, 3, 1))
    events = published(short, SECOND)
    assert events[-1] == CatalogueVersionPublished(catalogue=SECOND, ends=None)
    with pytest.raises(Rejected, match="catalogue-not-published"):
        CATALOGUES.fold(events).in_force(date(2026, 4, 1))


def test_versions_do_not_overlap() -> None:
    sooner = replace(SECOND, effective_from=BASIC.effective_from)
    after(BASIC).when(publish(sooner)).then_rejected("catalogue-versions-overlap")
    long = replace(BASIC, effective_until=date(2026, 12, 31))
    after(long).when(publish(SECOND)).then_rejected("catalogue-versions-overlap")


def test_a_name_stands_for_one_content() -> None:
    other = replace(SECOND, version="2026.1")
    after(BASIC).when(publish(other)).then_rejected("catalogue-version-taken")


def test_publishing_again_changes_nothing_even_when_it_has_ended() -> None:
    asking_again_changes_nothing(CATALOGUES, [], publish(BASIC))
    after(BASIC, SECOND).when(publish(BASIC)).then()


def test_a_faulty_version_is_not_published() -> None:
    after().when(publish(replace(BASIC, default_template="none"))).then_rejected("catalogue-faulty")


def test_publishing_is_not_back_dated() -> None:
    back_dated = PublishCatalogue(**on(MONDAY), catalogue=BASIC)
    after().when(back_dated).then_rejected("back-dating-not-allowed")


def test_a_version_that_was_never_published_is_unknown() -> None:
    catalogues = CATALOGUES.fold(published(BASIC))
    assert catalogues.require("2026.1") == BASIC
    with pytest.raises(Rejected, match="catalogue-version-unknown"):
        catalogues.require("2030.1")


def test_the_catalogue_is_everybody_s() -> None:
    assert about(Catalogues()) == About()
