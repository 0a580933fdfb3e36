"""目录校验: a catalogue that contradicts itself is not published."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.approvals.domain.catalogue import (
    Answer,
    CatalogueVersion,
    Clause,
    Condition,
    ItemKind,
    JointApplication,
    Rewired,
    Share,
    StageOf,
)
from services.approvals.domain.catalogue.checking import find_faults, require_sound
from shared.kernel.identifiers import DepartmentId
from shared.kernel.rejected import Rejected
from tests.domain.approvals.small_catalogue import (
    CONSTRUCTION_PERMIT,
    LAW,
    REFORM,
    REPORT_FORM_ON_PROMISE,
    SMALL,
    need,
    when,
)

NOWHERE = DepartmentId("nowhere")
FILING, BOOK, FORM, PROMISE, WORKS, PERMIT = SMALL.items


def with_permit(**changes: object) -> CatalogueVersion:
    """Return the catalogue with another last item."""
    permit = replace(CONSTRUCTION_PERMIT, **changes)  # type: ignore[arg-type]  # fields of Item
    return replace(SMALL, items=(*SMALL.items[:-1], permit))


def with_template(**changes: object) -> CatalogueVersion:
    """Return the catalogue with another first template."""
    first, *others = SMALL.templates
    changed = replace(first, **changes)  # type: ignore[arg-type]  # fields of Template
    return replace(SMALL, templates=(changed, *others))


def limited(days: str) -> CatalogueVersion:
    assert WORKS.promised is not None
    return with_permit(promised=replace(WORKS.promised, days=Decimal(days)))


def asking(clause: Clause) -> CatalogueVersion:
    return with_permit(applies=Condition(any_of=((clause,),)))


def varied(**changes: object) -> CatalogueVersion:
    variant = replace(REPORT_FORM_ON_PROMISE, **changes)  # type: ignore[arg-type]  # fields of Item
    return replace(SMALL, items=(FILING, FORM, variant, WORKS))


def answered(question: str, answer: str) -> CatalogueVersion:
    return with_template(preset=(Answer(question=question, answer=answer),))


def jointly(lead: DepartmentId, *items: str) -> CatalogueVersion:
    joint = JointApplication(code="D01", name="联合验收", lead=lead, items=items, legal_basis=LAW)
    return replace(SMALL, joint=(joint,))


def staged(*stages: StageOf) -> CatalogueVersion:
    return with_template(stages=stages)


HANDOVER = StageOf(
    code="handover",
    name="竣工移交许可",
    lead=REFORM,
    promised_days=15,
    items=("C05",),
    shares=(Share(department=REFORM, days=5),),
)
NO_DEPARTMENT, BACKWARDS = "department-unknown", "effective-backwards"
BEFORE_IT_BEGAN = replace(LAW, in_force_from=date(2026, 1, 1), in_force_until=date(2025, 1, 1))

FAULTY = {
    "twice": replace(SMALL, items=(*SMALL.items, PERMIT)),
    "department-unknown": with_permit(department=NOWHERE),
    "stage-unknown": with_permit(stage="9"),
    "limit-impossible": limited("0"),
    "commitment-rule-missing": varied(commitment=None),
    "commitment-of-no-use": varied(kind=ItemKind.FILING),
    "consulting-of-no-use": with_permit(kind=ItemKind.FILING, consulted=(REFORM,)),
    "variant-of-nothing": varied(variant_of="Z99"),
    "variant-with-needs": varied(needs=(need("A01"),)),
    "need-dangling": with_permit(needs=(need("Z99"),)),
    "question-unknown": with_permit(applies=when("weather", "fine")),
    "answer-unknown": with_permit(applies=when("impact", "huge")),
    "clause-impossible": asking(Clause(question="area", answers=())),
    "template-unknown": replace(SMALL, default_template="unheard-of"),
    "item-unknown": with_template(without=("Z99",)),
    "ring": with_permit(needs=(need("C05"),)),
    "effective-backwards": replace(SMALL, effective_until=date(2026, 1, 1)),
}


def codes(catalogue: CatalogueVersion) -> list[str]:
    return [fault.code for fault in find_faults(catalogue)]


def test_a_sound_catalogue_has_no_fault() -> None:
    assert find_faults(SMALL) == ()
    assert find_faults(jointly(REFORM, "A01", "B02")) == ()
    assert find_faults(staged(HANDOVER)) == ()
    require_sound(replace(SMALL, effective_until=date(2027, 1, 1)))


@pytest.mark.parametrize(("code", "catalogue"), FAULTY.items())
def test_each_fault_is_found_and_named(code: str, catalogue: CatalogueVersion) -> None:
    assert code in codes(catalogue)
    with pytest.raises(Rejected, match="catalogue-faulty") as refused:
        require_sound(catalogue)
    assert f"'code': '{code}'" in str(refused.value.facts["faults"])


def test_all_faults_are_told_at_once() -> None:
    assert codes(with_permit(department=NOWHERE, stage="9")) == [
        "department-unknown",
        "stage-unknown",
    ]


@pytest.mark.parametrize(
    ("catalogue", "code"),
    [
        (with_permit(consulted=(NOWHERE,)), "department-unknown"),
        (limited("1.3"), "limit-impossible"),
        (varied(variant_of="A12-C"), "variant-of-nothing"),
        (answered("weather", "fine"), "question-unknown"),
        (answered("track", "none"), "answer-unknown"),
        (asking(Clause(question="impact", at_least=Decimal(1))), "clause-impossible"),
        (asking(Clause(question="area", answers=("1",))), "answer-unknown"),
        (jointly(NOWHERE, "A01"), "department-unknown"),
        (jointly(REFORM, "Z99"), "item-unknown"),
        (staged(HANDOVER, HANDOVER), "twice"),
        (staged(HANDOVER, replace(HANDOVER, code="after")), "twice"),
        (staged(replace(HANDOVER, items=("Z99",))), "item-unknown"),
        (staged(replace(HANDOVER, lead=NOWHERE)), "department-unknown"),
        (staged(replace(HANDOVER, shares=(Share(department=NOWHERE, days=5),))), NO_DEPARTMENT),
        (replace(SMALL, stages=(*SMALL.stages, SMALL.stages[0])), "twice"),
        (replace(SMALL, stages=(replace(SMALL.stages[0], lead=NOWHERE),)), "department-unknown"),
        (with_permit(legal_basis=BEFORE_IT_BEGAN), BACKWARDS),
        (with_template(source=BEFORE_IT_BEGAN), BACKWARDS),
        (with_permit(needs=(replace(need("B02"), source=BEFORE_IT_BEGAN),)), BACKWARDS),
    ],
)
def test_other_forms_of_a_fault(catalogue: CatalogueVersion, code: str) -> None:
    assert code in codes(catalogue)


def test_a_ring_is_shown_as_it_runs_and_told_once() -> None:
    filing = replace(FILING, needs=(need("C05"),))
    permit = replace(PERMIT, needs=(need("A01"),))
    catalogue = replace(SMALL, items=(filing, BOOK, FORM, PROMISE, WORKS, permit))
    (ring,) = [fault for fault in find_faults(catalogue) if fault.code == "ring"]
    assert set(ring.detail.split(" → ")) == {"A01", "C05"}


def test_a_ring_that_only_a_template_wires_is_found() -> None:
    rewired = (Rewired(item_code="A01", needs=(need("C05"),)),)
    works = replace(WORKS, needs=(need("A01"),))
    catalogue = replace(with_template(rewired=rewired), items=(*SMALL.items[:4], works, PERMIT))
    (ring,) = [fault for fault in find_faults(catalogue) if fault.code == "ring"]
    assert ring.place == "templates.industrial-filing"


def test_what_a_template_needs_must_be_there() -> None:
    rewired = (Rewired(item_code="A01", needs=(need("Z99"),)),)
    assert "need-dangling" in codes(with_template(rewired=rewired))
