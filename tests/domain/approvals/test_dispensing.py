"""免予办理: exemptions, promises and milestones change what a plan waits for."""

from dataclasses import replace
from datetime import date

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain.catalogue import (
    Basis,
    DispensedBy,
    Milestone,
    NeedKind,
)
from services.approvals.domain.plan import PLAN, require_prerequisites
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.terms import Standing
from shared.kernel.rejected import Rejected
from tests.domain.approvals.plan_words import (
    PROMISABLE,
    after,
    apply,
    begun,
    composed,
    dispense,
    lift,
    opened,
    plan_after,
    promise,
    recomposed,
    seen,
    told,
    with_item,
)
from tests.domain.approvals.small_catalogue import need
from tests.domain.approvals.stories import (
    day,
    on,
)
from tests.harness.given_when_then import asking_again_changes_nothing


def test_an_exempted_item_is_as_good_as_granted() -> None:
    plan = plan_after(opened(composed(impact="form", area="5000")), dispense("A01"))
    assert plan.entries["A01"].standing is Standing.EXEMPTED
    assert "A01" not in {one.item_code for one in plan.missing("B02", NeedKind.MAY_ISSUE)}
    asking_again_changes_nothing(PLAN, told(opened()), dispense())


def test_an_area_assessment_covers_only_what_the_catalogue_says() -> None:
    ground = DispensedBy.AREA_ASSESSMENT
    after(opened()).when(dispense(ground=ground)).then_rejected("area-assessment-not-provided")
    covered = opened(with_item("A12", area_assessed=True))
    assert plan_after(covered, dispense(ground=ground)).entries["A12"].standing is (
        Standing.AREA_ASSESSED
    )


@pytest.mark.parametrize("ground", DispensedBy)
def test_a_dispensation_is_lifted_once(ground: DispensedBy) -> None:
    covered = opened(with_item("A12", area_assessed=True))
    plan = plan_after(covered, dispense(ground=ground), lift())
    assert plan.entries["A12"].standing is Standing.NOT_APPLIED
    with pytest.raises(Rejected, match="item-not-dispensed-with"):
        PLAN.decide(lift(), plan)


def test_what_is_under_way_is_not_dispensed_with() -> None:
    after(opened(), apply()).when(dispense()).then_rejected("item-has-open-case")


def test_nothing_is_dispensed_with_in_a_plan_that_goes_no_further() -> None:
    closing = asked.ClosePlan(**on(day(1)), reason="terminated")
    after(opened(), closing).when(dispense()).then_rejected("plan-closed")
    after().when(dispense()).then_rejected("plan-not-opened")
    after(opened(), closing).when(recomposed()).then_rejected("plan-closed")


def test_a_promise_lets_an_item_begin_but_not_be_issued() -> None:
    by_law = (need("A01", NeedKind.MAY_START),)
    plan = plan_after(opened(with_item("B02", omission=PROMISABLE, needs=by_law)), promise())
    assert require_prerequisites(plan, "B02", NeedKind.MAY_START) == ()
    with pytest.raises(Rejected, match="prerequisites-missing"):
        require_prerequisites(plan, "B02", NeedKind.MAY_ISSUE)


def test_a_promise_is_given_once_for_what_is_needed_and_may_be_late() -> None:
    promisable = opened(with_item("B02", omission=PROMISABLE))
    asking_again_changes_nothing(PLAN, told(promisable), promise())
    after(promisable).when(promise("C05")).then_rejected("prerequisite-not-needed")
    after(opened()).when(promise()).then_rejected("omission-not-provided")
    too_late = promise(until=date(2026, 3, 1))
    after(promisable).when(too_late).then_rejected("expected-before-start")


def test_a_milestone_is_noted_whatever_should_have_come_first() -> None:
    plan = plan_after(opened(composed(impact="form", area="5000")), begun())
    assert plan.reached == {"commencement": day(2)}
    assert [one.item_code for one in plan.missing_before(Milestone.COMMENCEMENT)] == ["C05", "A12"]
    assert plan.missing_before(Milestone.PRODUCTION) == ()
    asking_again_changes_nothing(PLAN, told(opened()), begun())


def test_a_day_that_is_put_right_counts_from_then_on() -> None:
    plan = plan_after(opened(), begun(when=day(9)), begun(when=day(4)))
    assert plan.reached == {"commencement": day(4)}
    assert plan_after(opened(), begun(when=day(4)), begun(when=day(9))).reached == {
        "commencement": day(9)
    }


def test_of_what_is_seen_and_what_is_recognised_the_earlier_counts() -> None:
    both = (opened(), seen(day(5)), begun(when=day(9)))
    assert plan_after(*both).reached == {"commencement": day(5)}
    assert plan_after(*both, begun(when=day(3))).reached == {"commencement": day(3)}
    assert plan_after(*both, seen(day(2))).reached == {"commencement": day(2)}
    after(*both).when(seen(day(7))).then_nothing()
    asking_again_changes_nothing(PLAN, told(opened(), begun(when=day(9))), seen(day(5)))


def test_an_item_may_wait_for_a_milestone_that_nobody_holds() -> None:
    waiting = opened(with_item("C05", needs=(need("commencement"),)))
    (missing,) = plan_after(waiting).missing("C05", NeedKind.MAY_ISSUE)
    assert (missing.name, missing.held_by, missing.standing) == (
        "开工",
        None,
        Standing.NOT_REACHED,
    )
    assert plan_after(waiting, begun()).missing("C05", NeedKind.MAY_ISSUE) == ()


def test_one_of_several_alternatives_is_enough() -> None:
    waiting = opened(with_item("C05", needs=(need("A01", NeedKind.MAY_ISSUE, "A12"),)))
    assert len(plan_after(waiting).missing("C05", NeedKind.MAY_ISSUE)) == 1
    assert plan_after(waiting, dispense("A12")).missing("C05", NeedKind.MAY_ISSUE) == ()


def test_a_variant_is_another_way_to_the_same_item() -> None:
    plan = plan_after(opened(composed(impact="form")), apply("A12-C"))
    assert plan.way("A12-C").code == "A12-C"
    assert plan.way("B02").code == "B02"
    assert plan.entries["A12"].standing is Standing.IN_HANDLING
    with pytest.raises(Rejected, match="item-not-in-plan"):
        plan.way("A13")


def test_what_was_never_opened_has_no_composition() -> None:
    with pytest.raises(Rejected, match="plan-not-opened"):
        Plan().way("A01")


def test_a_local_rule_refuses_only_where_the_park_insists_on_it() -> None:
    rule = replace(need("A01", NeedKind.MAY_START), basis=Basis.LOCAL)
    warned = plan_after(opened(with_item("C05", needs=(rule,))))
    (warning,) = require_prerequisites(warned, "C05", NeedKind.MAY_START)
    assert (warning.item_code, warning.refuses) == ("A01", False)
    insisted = plan_after(opened(with_item("C05", needs=(replace(rule, insisted_on=True),))))
    for kind in (NeedKind.MAY_START, NeedKind.MAY_ISSUE):
        with pytest.raises(Rejected, match="prerequisites-missing"):
            require_prerequisites(insisted, "C05", kind)
