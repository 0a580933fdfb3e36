"""The shipped templates: the ten types by track, the variants, and how it was done in 2013."""

import pytest

from services.approvals.catalogue.shipped import shipped_catalogue
from services.approvals.domain.catalogue import BASIC, Basis, Milestone, NeedKind
from services.approvals.domain.catalogue.composing import compose

SHIPPED = shipped_catalogue()

TEMPLATES = [
    "basic",
    *["type-1-approval", "type-2-approval", "type-3-filing", "type-3-verification"],
    *["type-4-filing", "type-5-filing", "type-5-verification", "type-6-filing"],
    *["type-6-verification", "type-7-approval", "type-7-verification", "type-8-approval"],
    *["type-8-verification", "type-9-verification", "type-9-filing", "type-10-approval"],
    *["type-10-verification", "type-10-filing"],
    *["start-on-land", "leased", "allocated", "chemical", "area-assessed", "standard-land"],
    *["six-stages", "four-steps", "two-stages", "documents-enterprise", "documents-government"],
    "six-steps-2013",
]


def codes_in(template: str, **answers: str) -> set[str]:
    given = {question.replace("_", "-"): answer for question, answer in answers.items()}
    return {one.code for one in compose(SHIPPED, template, given).items}


def test_a_plan_opens_with_the_three_items_of_old() -> None:
    old = compose(BASIC, "basic", {})
    now = compose(SHIPPED, SHIPPED.default_template, {})
    assert [one.code for one in now.items] == ["A01", "A12", "B02"]
    assert [one.needs for one in now.items] == [one.needs for one in old.items]
    assert all(one.gates_commencement for one in now.items)
    assert now.unanswered == ()


def test_the_templates() -> None:
    assert [one.code for one in SHIPPED.templates] == TEMPLATES
    assert {one.kind for one in SHIPPED.templates} == set(range(1, 11))
    assert [one.code for one in SHIPPED.templates if one.historical] == ["six-steps-2013"]


@pytest.mark.parametrize("code", TEMPLATES)
def test_every_template_presets_answers_of_known_questions(code: str) -> None:
    template = SHIPPED.template(code)
    assert template is not None
    questions = {question.code: question for question in SHIPPED.questions}
    for question, answer in template.answers.items():
        questions[question].require_answer(answer)
    given = template.answers.get("project-type")
    assert given in {None, str(template.kind)}


def test_a_lease_drops_land_and_building_but_keeps_what_production_needs() -> None:
    kept = codes_in("leased", track="filing", construction="none", eia="form", investment="20")
    assert {"P00", "A01", "A12", "A14", "C02", "D02a"} <= kept
    assert not kept & {"A06", "A07", "A08", "A09", "A10", "A19", "B01", "B02", "B03", "B04"}
    assert not kept & {"C04", "C05"}
    assert "C05" in codes_in("leased", construction="none", investment="800", floor_area="2000")


def test_allocated_land_is_never_auctioned() -> None:
    kept = codes_in("allocated")
    assert {"A06", "A08", "A27"} <= kept
    assert "A07" not in kept


def test_chemical_works_have_their_safety_conditions_first() -> None:
    plan = compose(SHIPPED, "chemical", {"hazardous": "production"})
    needs = {one.code: {need.item_code: need for need in one.needs} for one in plan.items}
    assert needs["B02"]["A21"].basis is Basis.LOCAL
    assert needs["C07"]["A21"].basis is Basis.LAW
    (commencement,) = [m for m in plan.milestones if m.milestone is Milestone.COMMENCEMENT]
    assert {n.item_code: n.basis for n in commencement.needs}["C07"] is Basis.LAW


def test_drawings_are_examined_before_the_land_is_there_and_issued_with_it() -> None:
    plan = compose(SHIPPED, "start-on-land", {})
    needs = {one.code: {need.item_code: need.kind for need in one.needs} for one in plan.items}
    for code in ("B01", "C01"):
        assert needs[code]["A09"] is NeedKind.MAY_ISSUE
        assert {before for before, kind in needs[code].items() if kind is NeedKind.MAY_START} == {
            "A23"
        }


def test_government_projects_have_their_energy_examined_before_the_study_is_approved() -> None:
    plan = compose(SHIPPED, "type-1-approval", {})
    needs = {one.code: {need.item_code: need for need in one.needs} for one in plan.items}
    assert needs["A04"]["A14"].basis is Basis.LAW
    assert {code for code, need in needs["A14"].items() if need.kind is NeedKind.MAY_START} == {
        "A03"
    }


def test_the_six_steps_stand_in_their_order() -> None:
    plan = compose(SHIPPED, "six-steps-2013", {})
    before = {one.code: {need.item_code for need in one.needs} for one in plan.items}
    assert before["P01"] == set()
    assert before["A02"] == {"A04", "A06", "A20b", "A12", "A14"}
    assert (before["A23"], before["A07"], before["A09"]) == ({"A02"}, {"A23"}, {"A07"})
    assert before["C05"] == {"B02"}


def test_standard_land_is_supplied_with_its_indicators() -> None:
    plan = compose(SHIPPED, "standard-land", {})
    needs = {one.code: {need.item_code for need in one.needs} for one in plan.items}
    assert {"K04", "K06", "A23"} <= needs["A07"]
    assert "K06" not in codes_in("type-6-filing", land="grant", standard_land="no")


def test_an_assessed_area_keeps_its_items_for_the_assessment_to_answer() -> None:
    plan = compose(SHIPPED, "area-assessed", {"area": "6", "flood-zone": "yes"})
    assessed = {one.code for one in plan.items if one.area_assessed}
    assert {"A15a", "A17"} <= assessed
    assert "A15b" not in assessed


@pytest.mark.parametrize(
    ("track", "listed", "left_out"),
    [
        ("approval", {"A03", "A04", "A05"}, {"A01", "A02"}),
        ("verification", {"A02"}, {"A01", "A03", "A04", "A05"}),
        ("filing", {"A01"}, {"A02", "A03", "A04", "A05"}),
    ],
)
def test_a_track_lists_its_own_project_document(
    track: str, listed: set[str], left_out: set[str]
) -> None:
    kept = codes_in(f"type-10-{track}")
    assert listed <= kept
    assert not left_out & kept


def test_lines_have_no_design_to_examine() -> None:
    assert "B01" not in codes_in("type-2-approval", construction="new")
    assert "B01" in codes_in("type-1-approval", construction="new")


# The stages of a flow that others have made public: code, days, and how many of its items it has.
FLOWS = {
    "six-stages": "1:20 2:30 3:15 works:60 4:15 handover:15",
    "four-steps": "intake:1 assessment:18 review:4 approval:17",
    "two-stages": "first:40 second:20",
}


@pytest.mark.parametrize("template", FLOWS)
def test_a_flow_has_the_days_of_its_stages_and_the_catalogue_s_others(template: str) -> None:
    plan = compose(SHIPPED, template, {})
    own = [one for one in plan.stages if one.promised_days is not None]
    assert " ".join(f"{one.code}:{one.promised_days}" for one in own) == FLOWS[template]
    assert {one.code for one in SHIPPED.stages} <= {one.code for one in plan.stages}
    assert all(one.promised_days is None for one in compose(SHIPPED, "type-6-filing", {}).stages)


def test_an_item_is_handled_in_the_stage_of_the_flow_and_exchanged_as_what_it_is() -> None:
    plan = compose(SHIPPED, "six-stages", {})
    stages = {item.code: (plan.stage_of(item), item.stage) for item in plan.items}
    assert (stages["D08"], stages["D03"], stages["D09"]) == (
        ("handover", "4"),
        ("handover", "4"),
        ("4", "4"),
    )
    assert (stages["C06a"], stages["A01"]) == (("works", "parallel"), ("1", "1"))
    permit = next(one for one in plan.variants if one.code == "C05-C")
    assert compose(SHIPPED, "two-stages", {}).stage_of(permit) == "second"


def test_a_flow_of_four_steps_handles_everything_before_the_works_in_one_of_them() -> None:
    plan = compose(SHIPPED, "four-steps", {})
    handled = {item.code for item in plan.items if plan.stage_of(item) in {"1", "2", "3"}}
    assert handled == {"C09a", "C09b", "C09c", "C09d"}


def test_the_flow_of_a_verified_project_names_the_share_that_is_known() -> None:
    first, *_ = compose(SHIPPED, "two-stages", {}).stages
    assert [(one.department, one.days) for one in first.shares] == [("development-reform", 15)]


@pytest.mark.parametrize("template", ["documents-enterprise", "documents-government"])
def test_a_flow_of_documents_puts_the_assessments_on_the_file_of_the_permit(template: str) -> None:
    plan = compose(SHIPPED, template, {"hazardous": "production"})
    (permit,) = [one for one in plan.items if one.code == "B02"]
    needs = {need.item_code: need for need in permit.needs}
    assert all(needs[code].basis is Basis.LOCAL for code in ("A11", "A21"))
    assert needs["A11"].any_of == ("A11", "A12")
