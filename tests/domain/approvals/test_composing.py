"""列项: which items a project needs, and why each is in or out."""

from dataclasses import replace
from decimal import Decimal

import pytest

from services.approvals.domain.catalogue import (
    ALWAYS,
    Answer,
    Basis,
    Clause,
    Condition,
    Holds,
    Milestone,
    NeedKind,
    Question,
    Rewired,
)
from services.approvals.domain.catalogue.composing import Composition, Why, compose
from services.approvals.domain.catalogue.situation import number_of
from shared.kernel.rejected import Rejected
from tests.domain.approvals.small_catalogue import SMALL, at_least, need, when

INDUSTRIAL, BASIC = "industrial-filing", "basic"


def codes(composition: Composition) -> list[str]:
    return [item.code for item in composition.items]


def why(composition: Composition, code: str) -> Why:
    reasons = (*composition.included, *composition.left_out)
    return next(reason.why for reason in reasons if reason.item_code == code)


def test_answers_say_which_items_are_in() -> None:
    plan = compose(SMALL, INDUSTRIAL, {"impact": "form", "area": "5000"})
    assert codes(plan) == ["A01", "A12", "B02", "C05"]
    assert [reason.item_code for reason in plan.left_out] == ["A11"]
    assert plan.unanswered == ()


def test_every_reason_names_the_clauses_that_decided() -> None:
    plan = compose(SMALL, INDUSTRIAL, {"impact": "form", "area": "299.9"})
    left_out = {reason.item_code: reason for reason in plan.left_out}
    assert left_out["A11"].clauses == (Clause(question="impact", answers=("report",)),)
    assert left_out["C05"].clauses == (Clause(question="area", at_least=Decimal(300)),)
    assert why(plan, "A12") is Why.ANSWERS
    assert why(plan, "B02") is Why.ALWAYS


def test_what_nobody_has_answered_stays_in_and_is_asked() -> None:
    plan = compose(SMALL, INDUSTRIAL, {})
    assert codes(plan) == ["A01", "A11", "A12", "B02", "C05"]
    assert why(plan, "A11") is Why.OPEN
    assert plan.unanswered == ("impact", "area")


def test_a_template_may_name_its_items_itself() -> None:
    plan = compose(SMALL, BASIC, {})
    assert codes(plan) == ["A01", "A12", "B02"]
    assert {reason.why for reason in (*plan.included, *plan.left_out)} == {Why.TEMPLATE}
    assert plan.unanswered == ()


def test_a_template_may_take_an_item_out() -> None:
    templates = (replace(SMALL.templates[0], without=("A11",)),)
    plan = compose(replace(SMALL, templates=templates), INDUSTRIAL, {"impact": "report"})
    assert why(plan, "A11") is Why.TEMPLATE
    assert "A11" not in codes(plan)


def test_a_need_keeps_what_is_in_the_plan_and_would_be_enough() -> None:
    for answer, enough in (("report", "A11"), ("form", "A12")):
        plan = compose(SMALL, INDUSTRIAL, {"impact": answer, "area": "1"})
        (waited_for,) = plan.milestones[0].needs
        assert waited_for.any_of == (enough,)


def test_a_need_of_nothing_in_the_plan_is_dropped() -> None:
    plan = compose(SMALL, BASIC, {})
    assert [need.item_code for need in plan.items[1].needs] == ["A01"]
    report = compose(SMALL, INDUSTRIAL, {"impact": "report", "area": "1"})
    works = next(item for item in report.items if item.code == "B02")
    assert [need.item_code for need in works.needs] == ["A01"]


def test_a_need_under_a_condition_that_fails_is_dropped() -> None:
    works = replace(
        SMALL.items[4],
        needs=(replace(need("A01"), when=when("impact", "report")), need("A01")),
    )
    catalogue = replace(SMALL, items=(*SMALL.items[:4], works))
    plan = compose(catalogue, INDUSTRIAL, {"impact": "form"})
    assert len(next(item for item in plan.items if item.code == "B02").needs) == 1


def test_the_law_of_commencement_says_what_gates_it() -> None:
    plan = compose(SMALL, INDUSTRIAL, {"impact": "form", "area": "5000"})
    gates = {item.code for item in plan.items if item.gates_commencement}
    assert gates == {"A12", "C05"}
    by_rule = replace(need("C05", NeedKind.MAY_COMMENCE), basis=Basis.LOCAL)
    warned = replace(SMALL.milestones[0], needs=(by_rule,))
    later = replace(SMALL.milestones[0], milestone=Milestone.PRODUCTION)
    catalogue = replace(SMALL, milestones=(warned, later))
    plan = compose(catalogue, INDUSTRIAL, {"impact": "form", "area": "5000"})
    assert not any(item.gates_commencement for item in plan.items)


def test_a_variant_comes_with_its_item_and_needs_what_that_needs() -> None:
    with_form = compose(SMALL, INDUSTRIAL, {"impact": "form"})
    (variant,) = with_form.variants
    base = next(item for item in with_form.items if item.code == "A12")
    assert (variant.code, variant.needs) == ("A12-C", base.needs)
    assert variant.gates_commencement
    assert compose(SMALL, INDUSTRIAL, {"impact": "report"}).variants == ()


def test_a_template_may_wire_an_item_otherwise() -> None:
    rewired = (Rewired(item_code="C05", needs=(need("A01", NeedKind.MAY_START),)),)
    templates = (replace(SMALL.templates[0], rewired=rewired),)
    plan = compose(replace(SMALL, templates=templates), INDUSTRIAL, {"area": "5000"})
    permit = next(item for item in plan.items if item.code == "C05")
    assert [one.item_code for one in permit.needs] == ["A01"]


@pytest.mark.parametrize(
    ("template", "answers", "code"),
    [
        ("unheard-of", {}, "template-unknown"),
        (INDUSTRIAL, {"weather": "fine"}, "question-unknown"),
        (INDUSTRIAL, {"impact": "huge"}, "answer-not-possible"),
        (INDUSTRIAL, {"area": "-1"}, "answer-not-possible"),
        (INDUSTRIAL, {"area": "NaN"}, "answer-not-possible"),
        (INDUSTRIAL, {"area": "many"}, "answer-not-possible"),
        (INDUSTRIAL, {"track": "approval"}, "answer-fixed-by-template"),
    ],
)
def test_what_answers_nothing_is_refused(template: str, answers: dict[str, str], code: str) -> None:
    with pytest.raises(Rejected, match=code):
        compose(SMALL, template, answers)


def test_repeating_what_the_template_answers_is_no_contradiction() -> None:
    plan = compose(SMALL, INDUSTRIAL, {"track": "filing"})
    assert plan.answers == (Answer(question="track", answer="filing"),)


def test_one_alternative_that_holds_is_enough() -> None:
    condition = Condition(any_of=(*when("impact", "report").any_of, *at_least("area", 300).any_of))
    assert condition.holds({"impact": "form", "area": "300"}) is Holds.YES
    assert condition.holds({"impact": "form"}) is Holds.OPEN
    assert condition.holds({"impact": "form", "area": "1"}) is Holds.NO
    assert ALWAYS.holds({}) is Holds.YES


def test_a_number_is_at_least_and_below() -> None:
    clause = Clause(question="area", at_least=Decimal(300), below=Decimal(500))
    found = [clause.holds({"area": answer}) for answer in ("299", "300", "499", "500", "many")]
    assert found == [Holds.NO, Holds.YES, Holds.YES, Holds.NO, Holds.NO]
    assert Question(code="area", text="面积？").takes("0.5")


@pytest.mark.parametrize("written", ["0", "12000", "0.5", "300000000000000"])
def test_a_number_is_answered_as_numbers_are_written(written: str) -> None:
    assert number_of(written) == Decimal(written)


@pytest.mark.parametrize(
    "written", ["１２０００", "1e9", "-1", "1,000", "NaN", "", " 1", "٣", "1."]
)
def test_what_only_a_machine_takes_for_a_number_is_none(written: str) -> None:
    assert number_of(written) is None
