from datetime import UTC, date, datetime, timedelta

from services.projects.domain import events as said
from services.projects.domain.record import ProjectRecord, evolve_record
from services.projects.domain.terms import Flag, MilestoneKind, Stage
from shared.kernel.effective import Effective
from shared.kernel.recorded import fold_record, known
from tests.domain.projects.stories import (
    CODE,
    FILING,
    GRANTED_ON,
    IMPACT,
    ITEMS,
    LEADER,
    NOW,
    OFFICER,
    OTHER_CODE,
    OTHER_LEADER,
    OTHER_OFFICER,
    ROW,
    SIGNED_ON,
    all_granted,
    commenced,
    completed,
    created,
    gate_opened,
    granted,
    imported,
    investment,
    lacking,
    lost,
    on,
    planned,
    producing,
    recorded,
    recorded_all,
    suspended,
    terminated,
    under_construction,
)


def record_of(*events: said.Event, valid_at: datetime | None = None) -> ProjectRecord:
    record = fold_record(evolve_record, known(recorded_all(events), valid_at=valid_at))
    assert record is not None
    return record


def noon(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 4, tzinfo=UTC)


UNAPPROVED = said.UnapprovedStartObserved(
    seen_on=on(3, 1), seen="土方开挖", lacking=(lacking(FILING),)
)
GATE_LOST = said.CommencementGateLost(stage=Stage.UNDER_CONSTRUCTION, lacking=(lacking(IMPACT),))


def test_it_shows_what_was_agreed_and_since_when() -> None:
    record = record_of(created())
    assert record.investment == investment()
    assert (record.stage, record.stage_since) == (Stage.SIGNED, SIGNED_ON)
    assert record.created_at == record.changed_at == NOW + timedelta(minutes=1)
    assert record.flags == ()


def test_it_shows_who_answers_for_it_now() -> None:
    record = record_of(
        created(),
        said.OfficerAssigned(officer=OFFICER),
        said.LeaderAssigned(leader=LEADER),
        said.OfficerHandedOver(from_officer=OFFICER, to_officer=OTHER_OFFICER, reason="轮岗"),
        said.LeaderReplaced(from_leader=LEADER, to_leader=OTHER_LEADER, reason="分工调整"),
    )
    assert record.officer is not None
    assert record.leader is not None
    assert (record.officer.account, record.leader.account) == (OTHER_OFFICER, OTHER_LEADER)


def test_it_shows_the_code_with_the_event_that_gave_it() -> None:
    corrected = said.ProjectCodeCorrected(from_code=CODE, to_code=OTHER_CODE, reason="重新赋码")
    first = record_of(created(), said.ProjectCoded(code=CODE)).code
    second = record_of(created(), said.ProjectCoded(code=CODE), corrected).code
    assert first is not None
    assert second is not None
    assert (first.code, first.event_id[-1]) == (CODE, "2")
    assert (second.code, second.event_id[-1]) == (OTHER_CODE, "3")


def test_it_follows_the_works() -> None:
    resumed = said.WorkResumed(
        from_stage=Stage.SUSPENDED, to_stage=Stage.UNDER_CONSTRUCTION, since=on(8, 1), note="到位"
    )
    past = (*under_construction(), suspended(on(7, 1)))
    assert record_of(*past).stage is Stage.SUSPENDED
    record = record_of(*past, resumed, completed(on(8, 20)), producing(on(8, 30)))
    assert (record.stage, record.stage_words) == (Stage.IN_PRODUCTION, "首批产品")
    (stood_still,) = record.suspensions
    assert (stood_still.since, stood_still.until) == (on(7, 1), on(8, 1))
    assert record.milestones[MilestoneKind.COMPLETION].reached == on(8, 20)
    assert record_of(created(), terminated()).stage is Stage.TERMINATED


def test_milestones_that_slip_are_flagged_until_reached() -> None:
    kind = MilestoneKind.TOPPING_OUT
    due, late = date(2026, 12, 1), date(2027, 1, 5)
    slipped = (
        created(),
        planned(kind, due),
        said.MilestoneForecast(
            milestone=kind, planned_on=due, from_on=None, to_on=late, reason="雨季"
        ),
        said.MilestoneSlipped(
            milestone=kind, planned_on=due, forecast_on=late, days_late=35, reason="雨季"
        ),
    )
    assert record_of(*slipped).flags == (Flag.SLIPPED,)
    reached = said.MilestoneReached(
        milestone=kind, reached=on(8, 1), evidence="照片", planned_on=due, forecast_on=late
    )
    record = record_of(*slipped, reached)
    assert record.flags == ()
    assert record.milestones[kind].planned_on == due


def test_a_start_seen_without_grants_is_flagged_until_recognised() -> None:
    record = record_of(created(), UNAPPROVED)
    assert record.flags == (Flag.UNAPPROVED_START,)
    assert record.sightings[0].lacking == (lacking(FILING),)
    assert record_of(*all_granted(), UNAPPROVED, commenced()).flags == ()


def test_one_that_comes_to_light_later_is_flagged_all_the_same() -> None:
    assert record_of(*under_construction(), UNAPPROVED).flags == (Flag.UNAPPROVED_START,)


def test_an_allowed_start_is_no_flag() -> None:
    allowed = said.StartObserved(seen_on=on(5, 1), seen="土方开挖")
    record = record_of(*all_granted(), allowed)
    assert record.flags == ()
    assert record.sightings[0].lacking is None


def test_a_lost_gate_is_flagged_until_it_is_made_good() -> None:
    past = (*under_construction(), lost(IMPACT, on(7, 1)), GATE_LOST)
    assert record_of(*past).flags == (Flag.GATE_LOST,)
    anew = granted(IMPACT, on(8, 1), number=2)
    record = record_of(*past, anew, gate_opened())
    assert record.flags == ()
    assert record.gate.open


def test_a_withdrawn_import_says_so() -> None:
    withdrawn = said.ImportedProjectWithdrawn(row=ROW, from_stage=Stage.UNDER_CONSTRUCTION)
    refused = said.ImportedProjectWithdrawalRefused(
        row=ROW, request=recorded(withdrawn).event_id, code="done-since-import", detail=""
    )
    assert record_of(imported(), refused).stage is Stage.UNDER_CONSTRUCTION
    assert record_of(imported(), withdrawn).stage is Stage.WITHDRAWN


def test_a_corrected_agreement_is_shown() -> None:
    correction = said.AgreedTermsCorrected(
        before=investment(), after=imported().investment, reason="录入有误"
    )
    record = record_of(created(), correction)
    assert record.investment == imported().investment
    assert record.milestones[MilestoneKind.COMMENCEMENT].planned_on is None


def test_on_any_day_of_the_world() -> None:
    past = under_construction()
    assert record_of(*past, valid_at=noon(5, 5)).stage is Stage.SIGNED
    assert record_of(*past, valid_at=noon(5, 6)).stage is Stage.UNDER_CONSTRUCTION
    before = record_of(*past, valid_at=noon(3, 31))
    assert {item for item, held in before.gate.items.items() if held.in_force} == set()
    after = record_of(*past, valid_at=noon(4, 2))
    assert {item.item_code for item in ITEMS} == set(after.gate.items)


def test_before_it_was_created_it_is_hollow() -> None:
    early = granted(FILING, on(1, 5))
    late = created(on(1, 10))
    past = [recorded(late), recorded(early, 2)]
    hollow = fold_record(evolve_record, known(past, valid_at=noon(1, 6)))
    assert hollow is not None
    assert hollow.stage is Stage.NOT_CREATED
    whole = fold_record(evolve_record, known(past, valid_at=noon(1, 11)))
    assert whole is not None
    assert whole.stage is Stage.SIGNED
    assert whole.gate.items["A01"].in_force is not None


def test_the_last_change_is_the_latest_recorded_in_either_order() -> None:
    past = [recorded(created()), recorded(granted(FILING, GRANTED_ON), 3)]
    past.append(recorded(granted(IMPACT, Effective.on_day(date(2026, 3, 1))), 2))
    world = fold_record(evolve_record, known(past, valid_at=noon(9, 1)))
    assert world is not None
    assert world.changed_at == NOW + timedelta(minutes=3)
