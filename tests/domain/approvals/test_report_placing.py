"""归入事项: a report counts for an item once it is known which of ours it is about."""

from dataclasses import replace

from services.approvals.domain.events.report import ReportLinked
from services.approvals.domain.exchange_codes import StateCode
from services.approvals.domain.published_catalogues import Catalogues
from services.approvals.domain.reports.items import Mappings
from services.approvals.domain.terms import Standing
from shared.kernel.identifiers import DepartmentId
from tests.domain.approvals.plan_words import PUBLISHED, opened, plan_after
from tests.domain.approvals.report_words import RECORD, TABLE, World, names, push, theirs
from tests.domain.approvals.stories import day

GRANTED = push(StateCode.GRANTED, day(3), 2, "建字第2026-009号")
DECIDES = DepartmentId("natural-resources")


def fresh() -> World:
    return World(plan_after(opened()))


def test_by_the_source_s_own_code_once_it_is_mapped() -> None:
    world = fresh()
    assert world.push(theirs(GRANTED)) == []
    assert "B02" not in world.plan.reported
    world.mappings = TABLE
    assert names(world.weigh()) == ["ReportLinked", "ItemReported"]
    assert world.standing is Standing.GRANTED_AS_REPORTED
    world.mappings = Mappings(items={("city-platform", "0137"): "A12"})
    assert world.weigh() == []


def test_by_a_code_that_no_catalogue_has_once_one_has_it() -> None:
    world = fresh()
    world.catalogues = Catalogues()
    assert world.push(GRANTED) == []
    assert world.reports[RECORD].linked_to is None
    assert "B02" not in world.plan.reported
    world.catalogues = PUBLISHED
    (linked, _) = world.weigh()
    assert linked == ReportLinked(item_code="B02", department=DECIDES)
    assert world.standing is Standing.GRANTED_AS_REPORTED


def test_by_a_code_that_no_catalogue_has_once_it_is_mapped() -> None:
    world = fresh()
    assert world.push(replace(GRANTED, item_code="Z99")) == []
    world.mappings = Mappings(items={("city-platform", "Z99"): "B02"})
    assert names(world.weigh()) == ["ReportLinked", "ItemReported"]
    assert world.standing is Standing.GRANTED_AS_REPORTED
