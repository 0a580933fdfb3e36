"""列项: which items a project needs by its template and what was answered, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from services.approvals.domain.catalogue.item import Item, Need
from services.approvals.domain.catalogue.situation import Answers, Clause, Condition, Holds
from services.approvals.domain.catalogue.terms import Milestone, NeedKind
from services.approvals.domain.catalogue.version import (
    Answer,
    CatalogueVersion,
    JointApplication,
    MilestoneNeeds,
    StageOf,
    Template,
)
from shared.kernel.rejected import Rejected

_MILESTONES = frozenset(milestone.value for milestone in Milestone)


class Why(StrEnum):
    """列入或不列入的理由: always, by answers, open while one is missing, by the template.

    What is under way stays in whatever the answers say; what a version does not list goes out.
    """

    ALWAYS = "always"
    ANSWERS = "answers"
    OPEN = "open"
    TEMPLATE = "template"
    UNDER_WAY = "under-way"
    NOT_LISTED = "not-listed"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """理由: why an item is in a plan or out of it, with the clauses that decided."""

    item_code: str
    name: str
    why: Why
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Composition:
    """列项结果: the items of a plan with their ways in order, and why all others are not in it."""

    catalogue_version: str
    template: str
    answers: tuple[Answer, ...]
    unanswered: tuple[str, ...]
    items: tuple[Item, ...]
    variants: tuple[Item, ...]
    milestones: tuple[MilestoneNeeds, ...]
    included: tuple[Reason, ...]
    left_out: tuple[Reason, ...]
    stages: tuple[StageOf, ...] = ()
    joint: tuple[JointApplication, ...] = ()

    def stage_of(self, item: Item) -> str:
        """Return in which stage of this plan an item, or another way to it, is handled."""
        code = item.variant_of or item.code
        return next((one.code for one in self.stages if code in one.items), item.stage)


def compose(catalogue: CatalogueVersion, template_code: str, answers: Answers) -> Composition:
    """Return the items that a project of this template and these answers needs."""
    template = require_template(catalogue, template_code)
    given = _given(catalogue, template, answers)
    reasons = [(item, _reason(item, template, given)) for item in _rewired(catalogue, template)]
    chosen = [item for item, (inside, _) in reasons if inside]
    present = frozenset(item.code for item in chosen) | _MILESTONES
    milestones = tuple(
        replace(one, needs=_possible(_needs_of(one, template), given, present))
        for one in catalogue.milestones
    )
    gates = frozenset(code for enough in gates_of(milestones) for code in enough)
    pruned = tuple(_pruned(item, given, present, gates) for item in chosen)
    return Composition(
        catalogue_version=catalogue.version,
        template=template.code,
        answers=tuple(Answer(question=q, answer=a) for q, a in sorted(given.items())),
        unanswered=_unanswered(catalogue, template, given),
        items=pruned,
        variants=_variants(catalogue, pruned, given),
        milestones=milestones,
        included=tuple(reason for _, (inside, reason) in reasons if inside),
        left_out=tuple(reason for _, (inside, reason) in reasons if not inside),
        stages=_stages(catalogue, template, present),
        joint=_joint(catalogue, present),
    )


def require_template(catalogue: CatalogueVersion, code: str) -> Template:
    """Return a template, or refuse one that the catalogue does not have."""
    template = catalogue.template(code)
    if template is None:
        detail = f"catalogue {catalogue.version} has no template {code}"
        raise Rejected("template-unknown", detail, template=code, version=catalogue.version)
    return template


def _given(catalogue: CatalogueVersion, template: Template, answers: Answers) -> Answers:
    """Return all answers, or refuse what answers nothing or contradicts the template."""
    questions = {question.code: question for question in catalogue.questions}
    preset = template.answers
    for code, answer in answers.items():
        if code not in questions:
            raise Rejected("question-unknown", f"there is no question {code}", question=code)
        questions[code].require_answer(answer)
        if preset.get(code, answer) != answer:
            detail = f"{template.code} answers {code} with {preset[code]}"
            raise Rejected("answer-fixed-by-template", detail, question=code, answer=preset[code])
    return {**answers, **preset}


def _rewired(catalogue: CatalogueVersion, template: Template) -> Iterable[Item]:
    """Go through the items as the template wires them; variants follow their items."""
    needs = {one.item_code: one.needs for one in template.rewired}
    for item in catalogue.items:
        if item.variant_of is None:
            yield replace(item, needs=needs.get(item.code, item.needs))


def _reason(item: Item, template: Template, answers: Answers) -> tuple[bool, Reason]:
    """Say whether an item is in, and why."""
    if item.code in template.without or (template.only and item.code not in template.only):
        return False, _because(item, Why.TEMPLATE)
    if template.only:
        return True, _because(item, Why.TEMPLATE)
    outcome = item.applies.holds(answers)
    deciding = item.applies.deciding(answers)
    if outcome is Holds.OPEN:
        return True, _because(item, Why.OPEN, deciding)
    why = Why.ANSWERS if deciding else Why.ALWAYS
    return outcome is Holds.YES, _because(item, why, deciding)


def _because(item: Item, why: Why, clauses: tuple[Clause, ...] = ()) -> Reason:
    return Reason(item_code=item.code, name=item.name, why=why, clauses=clauses)


def _pruned(item: Item, answers: Answers, present: frozenset[str], gates: frozenset[str]) -> Item:
    """Return an item with the needs that this plan can have, and whether 开工 waits for it."""
    needs = _possible(item.needs, answers, present)
    return replace(item, needs=needs, gates_commencement=item.code in gates)


def _needs_of(one: MilestoneNeeds, template: Template) -> tuple[Need, ...]:
    """Return what a milestone needs as the template wires it."""
    needs = {rewired.item_code: rewired.needs for rewired in template.rewired}
    return needs.get(one.milestone.value, one.needs)


def _possible(
    needs: tuple[Need, ...], answers: Answers, present: frozenset[str]
) -> tuple[Need, ...]:
    """Return the needs that apply, each with what is in the plan and would be enough."""
    return tuple(
        replace(need, item_code=enough[0], alternatives=enough[1:])
        for need in needs
        if need.when.holds(answers) is not Holds.NO
        and (enough := tuple(code for code in need.any_of if code in present))
    )


def gates_of(milestones: tuple[MilestoneNeeds, ...]) -> tuple[tuple[str, ...], ...]:
    """Return what the law, or the park, does not allow 开工 without; one of each is enough."""
    return tuple(
        need.any_of
        for one in milestones
        if one.milestone is Milestone.COMMENCEMENT
        for need in one.needs
        if need.kind is NeedKind.MAY_COMMENCE and need.refuses
    )


def _variants(
    catalogue: CatalogueVersion, items: tuple[Item, ...], answers: Answers
) -> tuple[Item, ...]:
    """Return the other ways to what is in the plan; they need what their items need."""
    bases: Mapping[str | None, Item] = {item.code: item for item in items}
    return tuple(
        replace(item, needs=base.needs, gates_commencement=base.gates_commencement)
        for item in catalogue.items
        if (base := bases.get(item.variant_of)) and item.applies.holds(answers) is not Holds.NO
    )


def _stages(
    catalogue: CatalogueVersion, template: Template, present: frozenset[str]
) -> tuple[StageOf, ...]:
    """Return the stages as the template has them, then what else the catalogue has."""
    own = {stage.code for stage in template.stages}
    others = (stage for stage in catalogue.stages if stage.code not in own)
    return tuple(
        replace(stage, items=tuple(code for code in stage.items if code in present))
        for stage in (*template.stages, *others)
    )


def _joint(catalogue: CatalogueVersion, present: frozenset[str]) -> tuple[JointApplication, ...]:
    """Return the joint applications, each for those of its items that are in the plan."""
    there = (
        replace(one, items=tuple(code for code in one.items if code in present))
        for one in catalogue.joint
    )
    return tuple(one for one in there if one.items)


def _unanswered(
    catalogue: CatalogueVersion, template: Template, answers: Answers
) -> tuple[str, ...]:
    """Return the questions whose answers could still change the plan, in the catalogue's order."""
    if template.only:
        return ()
    open_conditions: list[Condition] = [
        item.applies
        for item in catalogue.items
        if item.code not in template.without and item.applies.holds(answers) is Holds.OPEN
    ]
    asked = frozenset(code for condition in open_conditions for code in condition.questions)
    return tuple(q.code for q in catalogue.questions if q.code in asked and q.code not in answers)
