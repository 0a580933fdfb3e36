from dataclasses import asdict

from services.projects.domain import events as said
from services.projects.domain.terms import ItemStanding, Stage
from shared.kernel.effective import Effective
from tests.domain.projects.stories import (
    COMMENCED_ON,
    FILING,
    GRANTED_ON,
    IMPACT,
    PLANNING,
    all_granted,
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
    recognise,
    under_construction,
)


def test_ground_is_broken_with_everything_granted() -> None:
    project.given(*all_granted()).when(recognise()).then(commenced())


def test_recognising_again_changes_nothing() -> None:
    project.given(*under_construction()).when(recognise()).then_nothing()


def test_the_gate_is_closed_while_an_item_lacks_its_grant() -> None:
    project.given(
        created(),
        gate_set(),
        granted(FILING, GRANTED_ON),
        progressed(IMPACT, ItemStanding.ACCEPTED),
    ).when(recognise()).then_rejected(
        "commencement-gate-closed",
        missing=[asdict(lacking(IMPACT, ItemStanding.ACCEPTED)), asdict(lacking(PLANNING))],
    )


def test_who_holds_it_is_said() -> None:
    answer = project.given(created(), gate_set()).when(recognise())
    assert answer.refusal is not None
    missing = answer.refusal.facts["missing"]
    assert isinstance(missing, list)
    assert [item["held_by"] for item in missing] == [
        "development-reform",
        "ecology",
        "natural-resources",
    ]


def test_a_grant_given_only_later_does_not_count() -> None:
    past = (created(), gate_set(), granted(FILING, GRANTED_ON), granted(IMPACT, GRANTED_ON))
    project.given(*past, granted(PLANNING, on(5, 7)), gate_opened()).when(
        recognise(COMMENCED_ON)
    ).then_rejected(
        "commencement-gate-closed", missing=[asdict(lacking(PLANNING, ItemStanding.GRANTED))]
    )


def test_a_grant_revoked_since_does_not_count() -> None:
    project.given(*all_granted(), lost(IMPACT, on(7, 1))).when(recognise()).then_rejected(
        "commencement-gate-closed", missing=[asdict(lacking(IMPACT, ItemStanding.REVOKED))]
    )


def test_what_the_law_does_not_ask_for_is_not_missed() -> None:
    past = (created(), gate_set(), granted(FILING, GRANTED_ON), granted(IMPACT, GRANTED_ON))
    project.given(*past, exempted(PLANNING)).when(recognise()).then(commenced())


def test_the_plan_must_be_known() -> None:
    project.given(created()).when(recognise()).then_rejected("approvals-plan-unknown")


def test_it_may_be_entered_late_but_not_early() -> None:
    project.given(*all_granted()).when(recognise(on(9, 2))).then_rejected("effective-in-the-future")


def test_nobody_breaks_ground_before_the_signing() -> None:
    project.given(*all_granted()).when(recognise(on(1, 9))).then_rejected(
        "effective-before-predecessor"
    )
    project.given(*all_granted()).when(recognise(Effective.in_year(2026))).then_rejected(
        "effective-before-predecessor", since=on(1, 10).to_plain()
    )


def test_another_day_is_not_recognised_after_the_first() -> None:
    project.given(*under_construction()).when(recognise(on(5, 7))).then_rejected(
        "not-in-this-stage", stage=Stage.UNDER_CONSTRUCTION, allowed=["signed"]
    )


def test_a_project_put_off_is_resumed_first() -> None:
    put_off = said.WorkSuspended(from_stage=Stage.SIGNED, since=on(4, 15), reason="资金")
    project.given(*all_granted(), put_off).when(recognise()).then_rejected(
        "not-in-this-stage", stage=Stage.SUSPENDED
    )
