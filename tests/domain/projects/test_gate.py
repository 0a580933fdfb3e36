import pytest

from services.projects.domain import commands as asked
from services.projects.domain import events as said
from services.projects.domain.gate import Gate, evolve_gate
from services.projects.domain.terms import ItemStanding, Lacking, PlanItem, ReportedBy, Stage
from shared.kernel.effective import Effective
from shared.kernel.identifiers import CaseId, DepartmentId
from tests.domain.projects.stories import (
    FILING,
    GRANTED_ON,
    IMPACT,
    ITEMS,
    PLANNING,
    all_granted,
    asking,
    case_of,
    commenced,
    created,
    exempted,
    gate_opened,
    gate_set,
    granted,
    lacking,
    lost,
    on,
    progressed,
    project,
    terminated,
)

EMISSIONS = PlanItem(item_code="A14", name="节能审查", department=DepartmentId("energy"))


def set_gate(*items: PlanItem) -> asked.SetCommencementGate:
    return asked.SetCommencementGate(**asking(), items=items)


def progress(item: PlanItem, standing: ItemStanding, number: int = 1) -> asked.NoteCaseProgress:
    return asked.NoteCaseProgress(
        **asking(),
        item_code=item.item_code,
        case_id=case_of(item, number),
        standing=standing,
    )


def grant(item: PlanItem, since: Effective = GRANTED_ON, number: int = 1) -> asked.NoteGrant:
    return asked.NoteGrant(
        **asking(since),
        item_code=item.item_code,
        case_id=case_of(item, number),
        document_number=f"文〔2026〕{item.item_code}",
    )


def exempt(item: PlanItem) -> asked.NoteExemption:
    return asked.NoteExemption(**asking(), item_code=item.item_code, case_id=case_of(item))


def lose(item: PlanItem, since: Effective, number: int = 1) -> asked.NoteGrantLost:
    return asked.NoteGrantLost(
        **asking(since),
        item_code=item.item_code,
        case_id=case_of(item, number),
        standing=ItemStanding.REVOKED,
    )


def test_what_was_dispensed_with_may_be_so_again() -> None:
    """Without a case of its own an exemption ends, and another one is another."""
    exemption = asked.NoteExemption(**asking(), item_code="B02", case_id=None)
    lifted = asked.NoteGrantLost(
        **asking(), item_code="B02", case_id=None, standing=ItemStanding.NOT_APPLIED
    )
    past = project.given(
        created(), gate_set(), granted(FILING, GRANTED_ON), granted(IMPACT, GRANTED_ON)
    )
    first = past.when(exemption).events or ()
    assert [type(event).__name__ for event in first] == [
        "GateItemExempted",
        "CommencementGateOpened",
    ]
    ended = past.given(*first).when(lifted).events or ()
    assert [type(event).__name__ for event in ended] == ["GateItemLost", "CommencementGateLost"]
    again = past.given(*first, *ended).when(exemption).events or ()
    assert [type(event).__name__ for event in again] == [
        "GateItemExempted",
        "CommencementGateOpened",
    ]


def test_of_alternatives_one_grant_is_enough() -> None:
    needs = ((FILING.item_code,), (IMPACT.item_code, PLANNING.item_code))
    setting = asked.SetCommencementGate(**asking(), items=ITEMS, needs=needs)
    (gate_now,) = project.given(created()).when(setting).events or ()
    assert isinstance(gate_now, said.CommencementGateSet)
    assert gate_now.needs == needs
    past = project.given(created(), gate_now, granted(FILING, GRANTED_ON))
    past.when(setting).then_nothing()
    half_open = evolve_gate(evolve_gate(Gate(), gate_now), granted(FILING, GRANTED_ON))
    assert [one.item_code for one in half_open.lacking()] == ["A12", "B02"]
    events = past.when(grant(PLANNING)).events or ()
    assert [type(event).__name__ for event in events] == [
        "GateItemGranted",
        "CommencementGateOpened",
    ]
    gone = past.given(*events).when(lose(PLANNING, GRANTED_ON)).events or ()
    assert isinstance(gone[-1], said.CommencementGateLost)
    assert [one.item_code for one in gone[-1].lacking] == ["A12", "B02"]


def test_a_grant_known_by_a_report_says_whose() -> None:
    by = ReportedBy(report="r1", source="安徽政务服务网", record="34-2026-7", record_version=3)
    reported = asked.NoteGrant(
        **asking(GRANTED_ON),
        item_code=PLANNING.item_code,
        case_id=CaseId("report-r1.3"),
        document_number="建字7号",
        report=by,
    )
    (event,) = project.given(created(), gate_set()).when(reported).events or ()
    assert isinstance(event, said.GateItemGranted)
    assert event.report == by
    gate = evolve_gate(evolve_gate(Gate(), gate_set()), event)
    grant = gate.items[PLANNING.item_code].in_force
    assert grant is not None
    assert grant.report == by


def test_the_plan_sets_the_gate() -> None:
    project.given(created()).when(set_gate(*ITEMS)).then(gate_set())


def test_the_same_plan_changes_nothing() -> None:
    project.given(created(), gate_set()).when(set_gate(*ITEMS)).then_nothing()


def test_a_plan_without_gating_items_leaves_the_gate_open() -> None:
    project.given(created()).when(set_gate()).then(
        said.CommencementGateSet(items=()), said.CommencementGateOpened(item_codes=())
    )


def test_a_longer_plan_closes_an_open_gate() -> None:
    project.given(*all_granted()).when(set_gate(*ITEMS, EMISSIONS)).then(
        gate_set(*ITEMS, EMISSIONS),
        said.CommencementGateLost(stage=Stage.SIGNED, lacking=(lacking(EMISSIONS),)),
    )


def test_a_case_moves_its_item() -> None:
    project.given(created(), gate_set()).when(progress(IMPACT, ItemStanding.RECEIVED)).then(
        progressed(IMPACT, ItemStanding.RECEIVED)
    )


def test_hearing_it_twice_changes_nothing() -> None:
    received = progressed(IMPACT, ItemStanding.RECEIVED)
    project.given(created(), gate_set(), received).when(
        progress(IMPACT, ItemStanding.RECEIVED)
    ).then_nothing()


def test_an_earlier_case_no_longer_holds_the_item() -> None:
    past = project.given(
        created(),
        gate_set(),
        progressed(IMPACT, ItemStanding.RECEIVED),
        progressed(IMPACT, ItemStanding.RECEIVED, ItemStanding.RECEIVED, number=2),
    )
    past.when(progress(IMPACT, ItemStanding.WITHDRAWN)).then_nothing()
    past.when(progress(IMPACT, ItemStanding.ACCEPTED, number=2)).then(
        progressed(IMPACT, ItemStanding.ACCEPTED, ItemStanding.RECEIVED, number=2)
    )


def test_a_new_case_takes_over_the_item() -> None:
    past = project.given(created(), gate_set(), progressed(IMPACT, ItemStanding.ACCEPTED))
    past.when(progress(IMPACT, ItemStanding.RECEIVED, number=2)).then(
        progressed(IMPACT, ItemStanding.RECEIVED, ItemStanding.ACCEPTED, number=2)
    )


def test_items_that_do_not_gate_are_not_followed() -> None:
    past = project.given(created(), gate_set())
    past.when(progress(EMISSIONS, ItemStanding.RECEIVED)).then_nothing()
    past.when(grant(EMISSIONS)).then_nothing()


def test_a_grant_is_taken_down() -> None:
    project.given(created(), gate_set()).when(grant(FILING)).then(granted(FILING, GRANTED_ON))


def test_a_case_grants_once() -> None:
    past = project.given(created(), gate_set(), granted(FILING, GRANTED_ON))
    past.when(grant(FILING)).then_nothing()
    past.when(grant(FILING, on(4, 2))).then_nothing()


def test_the_last_grant_opens_the_gate() -> None:
    project.given(
        created(), gate_set(), granted(FILING, GRANTED_ON), granted(IMPACT, GRANTED_ON)
    ).when(grant(PLANNING)).then(granted(PLANNING, GRANTED_ON), gate_opened())


def test_what_the_law_does_not_ask_for_is_as_good_as_granted() -> None:
    past = project.given(
        created(), gate_set(), granted(FILING, GRANTED_ON), granted(IMPACT, GRANTED_ON)
    )
    past.when(exempt(PLANNING)).then(exempted(PLANNING), gate_opened())
    project.given(created(), gate_set(), exempted(PLANNING)).when(exempt(PLANNING)).then_nothing()


def test_a_revocation_loses_the_gate() -> None:
    project.given(*all_granted(), commenced()).when(lose(IMPACT, on(7, 1))).then(
        lost(IMPACT, on(7, 1)),
        said.CommencementGateLost(
            stage=Stage.UNDER_CONSTRUCTION, lacking=(lacking(IMPACT, ItemStanding.REVOKED),)
        ),
    )


def test_a_gate_that_never_was_open_is_not_lost() -> None:
    project.given(created(), gate_set(), granted(IMPACT, GRANTED_ON)).when(
        lose(IMPACT, on(7, 1))
    ).then(lost(IMPACT, on(7, 1)))


def test_a_grant_is_lost_once_and_only_if_it_was_given() -> None:
    project.given(*all_granted(), lost(IMPACT, on(7, 1))).when(
        lose(IMPACT, on(7, 1))
    ).then_nothing()
    project.given(*all_granted()).when(lose(IMPACT, on(7, 1), number=2)).then_nothing()
    project.given(created(), gate_set()).when(lose(IMPACT, on(7, 1))).then_nothing()


def test_a_new_grant_opens_the_gate_again() -> None:
    project.given(*all_granted(), lost(IMPACT, on(7, 1))).when(
        grant(IMPACT, on(8, 1), number=2)
    ).then(granted(IMPACT, on(8, 1), number=2), gate_opened())


def test_nothing_is_followed_after_the_end() -> None:
    project.given(*all_granted(), terminated()).when(lose(IMPACT, on(7, 1))).then_nothing()


@pytest.mark.parametrize(
    ("seen", "missing"),
    [
        (on(3, 31), (lacking(FILING, ItemStanding.REVOKED),)),
        (on(4, 1), ()),
        (on(7, 1), ()),
        (on(7, 2), (lacking(FILING, ItemStanding.REVOKED),)),
    ],
)
def test_a_grant_covers_the_days_from_its_first_to_its_last(
    seen: Effective, missing: tuple[Lacking, ...]
) -> None:
    gate = Gate()
    for event in (gate_set(FILING), granted(FILING, GRANTED_ON), lost(FILING, on(7, 1))):
        gate = evolve_gate(gate, event)
    assert gate.lacking_at(seen) == missing
    assert gate.lacking_for(seen) == (lacking(FILING, ItemStanding.REVOKED),)


def test_told_in_the_worlds_order_a_void_grant_stays_void() -> None:
    gate = Gate()
    for event in (lost(FILING, on(3, 1)), granted(FILING, GRANTED_ON), gate_set(FILING)):
        gate = evolve_gate(gate, event)
    assert not gate.open
    assert gate.lacking_at(on(4, 2)) == (lacking(FILING, ItemStanding.REVOKED),)


def test_the_departments_that_hold_an_item_may_see_the_project() -> None:
    about = project.decider.about(project.decider.fold([created(), gate_set()]))
    assert about.guarded.departments == {item.department for item in ITEMS}
