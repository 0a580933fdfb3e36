"""What people read of a plan besides how far its items are: on what grounds, together with what."""

from services.approvals.domain.catalogue import DispensedBy
from services.approvals.domain.commands import PlanCommand
from services.approvals.domain.commands.joint import (
    ConcludeJointApplication,
    NoteJointApplication,
)
from services.approvals.domain.plan.record import PlannedItem, PlanRecord, evolve_plan_record
from services.approvals.domain.terms import Standing
from shared.kernel.effective import Effective
from shared.kernel.identifiers import stream_key
from shared.kernel.recorded import fold_record
from tests.domain.approvals.catalogue_stories.situations import project
from tests.domain.approvals.catalogue_stories.works import planned
from tests.domain.approvals.plan_words import (
    PROMISABLE,
    dispense,
    lift,
    opened,
    promise,
    told,
    with_item,
)
from tests.domain.approvals.stories import CASE_ID, PROJECT, day, on, recorded

OPENED = opened(with_item("B02", omission=PROMISABLE))
JOINTLY = opened(planned(project("leased")).plan.composed)


NOTING = NoteJointApplication(**on(day(3)), joint="D01", application=CASE_ID)
CONCLUDING = ConcludeJointApplication(
    **on(day(5)), joint="D01", document_number="联验〔2026〕1号", conclusion="验收均已通过"
)


def record_of(*commands: PlanCommand) -> PlanRecord:
    """Return what is read of a plan that was opened and all this asked of it."""
    events = recorded(
        told(*commands),
        stream=stream_key("plan", PROJECT),
        effective=[one.effective for one in commands],
    )
    record = fold_record(evolve_plan_record, events)
    assert record is not None
    return record


def item_of(record: PlanRecord, code: str) -> PlannedItem:
    (found,) = [one for one in record.items if one.item.code == code]
    return found


def test_an_item_done_without_says_on_what_ground_and_by_whom() -> None:
    record = record_of(OPENED, dispense("A12"))
    found = item_of(record, "A12").dispensed
    assert found is not None
    assert (found.ground, found.authority) == (DispensedBy.EXEMPTION, "生态环境局")
    assert item_of(record, "B02").dispensed is None
    assert item_of(record_of(OPENED, dispense("A12"), lift("A12")), "A12").dispensed is None


def test_an_item_covered_by_its_area_names_the_assessment() -> None:
    covered = opened(with_item("A12", area_assessed=True))
    record = record_of(covered, dispense("A12", DispensedBy.AREA_ASSESSMENT))
    found = item_of(record, "A12")
    assert found.entry.standing is Standing.AREA_ASSESSED
    assert found.dispensed is not None
    assert (found.dispensed.ground, found.dispensed.document) == (
        DispensedBy.AREA_ASSESSMENT,
        "环豁〔2026〕1号",
    )


def test_what_an_item_was_begun_without_is_shown_until_when_it_is_promised() -> None:
    record = record_of(OPENED, promise("A01"))
    (promised,) = item_of(record, "B02").promised
    assert (promised.needed, promised.until.year) == ("A01", 2027)
    assert item_of(record, "A12").promised == ()


def test_a_joint_application_shows_its_parts_and_how_it_ended() -> None:
    (before,) = record_of(JOINTLY).joint
    assert (before.of.code, before.made, before.applied_on, before.ready) == (
        "D01",
        None,
        None,
        False,
    )
    (made,) = record_of(JOINTLY, NOTING, dispense("D02a")).joint
    assert [part.item.code for part in made.parts] == ["D02a"]
    assert made.applied_on == Effective.on_day(day(3))
    assert (made.ready, made.concluded_on) == (True, None)
    record = record_of(JOINTLY, NOTING, dispense("D02a"), CONCLUDING)
    (ended,) = record.joint
    assert ended.concluded_on == Effective.on_day(day(5))
    assert ended.made is not None
    assert ended.made.document_number == "联验〔2026〕1号"
    assert (item_of(record, "D02a").joint, item_of(record, "A12").joint) == ("D01", None)


def test_an_item_is_handled_in_the_stage_of_its_template() -> None:
    record = record_of(opened(planned(project("six-stages")).plan.composed))
    assert (item_of(record, "D08").stage, item_of(record, "D09").stage) == ("handover", "4")
