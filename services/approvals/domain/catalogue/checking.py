"""目录校验: a catalogue that contradicts itself is not published.

Every fault is found at once, each with its place and a code; none is repaired silently.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from graphlib import CycleError, TopologicalSorter

from services.approvals.domain.catalogue.item import Item, Limit, Need
from services.approvals.domain.catalogue.situation import Clause, Condition
from services.approvals.domain.catalogue.terms import Citation, ItemKind, Milestone, Mode
from services.approvals.domain.catalogue.version import (
    Answer,
    CatalogueVersion,
    StageOf,
    Template,
)
from shared.kernel.rejected import Rejected
from shared.kernel.working_days import HALF

_PROMISED = frozenset({ItemKind.LICENCE, ItemKind.INTERMEDIARY})
# What is filed cannot be denied, and what the enterprise does or provides nobody decides on.
_HEARS_NOBODY = frozenset({ItemKind.FILING, ItemKind.SELF_REPORTED, ItemKind.CONDITION})
_MILESTONES = frozenset(milestone.value for milestone in Milestone)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """目录错误: what is wrong, and where."""

    code: str
    place: str
    detail: str


def require_sound(catalogue: CatalogueVersion) -> None:
    """Refuse a catalogue with faults, naming all of them."""
    faults = find_faults(catalogue)
    if faults:
        detail = f"{len(faults)} faults, the first: {faults[0].place}: {faults[0].detail}"
        shown = [{"code": f.code, "place": f.place, "detail": f.detail} for f in faults]
        raise Rejected("catalogue-faulty", detail, faults=shown)


def find_faults(catalogue: CatalogueVersion) -> tuple[Fault, ...]:
    """Return all that is wrong with a catalogue; nothing for a sound one."""
    return (
        *_twice(catalogue),
        *_of_stages(catalogue, catalogue.stages, "stages"),
        *_of_items(catalogue),
        *_of_milestones(catalogue),
        *_of_templates(catalogue),
        *_of_joint(catalogue),
        *_rings(catalogue),
        *_backwards(catalogue),
    )


def _twice(catalogue: CatalogueVersion) -> Iterator[Fault]:
    named = {
        "items": [item.code for item in catalogue.items],
        "questions": [question.code for question in catalogue.questions],
        "templates": [template.code for template in catalogue.templates],
        "departments": [str(department.id) for department in catalogue.departments],
        "milestones": [one.milestone.value for one in catalogue.milestones],
        "joint": [one.code for one in catalogue.joint],
    }
    for group, codes in named.items():
        for code, times in Counter(codes).items():
            if times > 1:
                yield Fault(code="twice", place=f"{group}.{code}", detail=f"given {times} times")


def _of_items(catalogue: CatalogueVersion) -> Iterator[Fault]:
    departments = {department.id for department in catalogue.departments}
    stages = {stage.code for stage in catalogue.stages}
    for item in catalogue.items:
        place = f"items.{item.code}"
        for department in (item.department, *item.consulted):
            if department not in departments:
                yield Fault(
                    code="department-unknown", place=place, detail=f"no department {department}"
                )
        if item.consulted and item.kind in _HEARS_NOBODY:
            detail = f"{item.kind} waits for no opinions"
            yield Fault(code="consulting-of-no-use", place=place, detail=detail)
        if item.stage not in stages:
            yield Fault(code="stage-unknown", place=place, detail=f"no stage {item.stage}")
        yield from _of_limits(item, place)
        yield from _of_variant(catalogue, item, place)
        yield from _of_needs(catalogue, item.needs, place)
        yield from _of_condition(catalogue, item.applies, f"{place}.applies")


def _of_limits(item: Item, place: str) -> Iterator[Fault]:
    for name, limit in (("statutory", item.statutory), ("promised", item.promised)):
        if limit is not None and not _is_limit(limit):
            yield Fault(
                code="limit-impossible", place=f"{place}.{name}", detail=f"{limit.days} days"
            )
    if item.mode is Mode.COMMITMENT and item.commitment is None:
        yield Fault(code="commitment-rule-missing", place=place, detail="no time for the check")
    if item.mode is Mode.COMMITMENT and item.kind not in _PROMISED:
        yield Fault(code="commitment-of-no-use", place=place, detail=f"{item.kind} knows none")


def _is_limit(limit: Limit) -> bool:
    return limit.days > 0 and not limit.days % HALF


def _of_variant(catalogue: CatalogueVersion, item: Item, place: str) -> Iterator[Fault]:
    if item.variant_of is None:
        return
    base = catalogue.item(item.variant_of)
    if base is None or base.variant_of is not None:
        yield Fault(code="variant-of-nothing", place=place, detail=f"no item {item.variant_of}")
    if item.needs:
        yield Fault(code="variant-with-needs", place=place, detail="a variant needs what it varies")


def _of_needs(catalogue: CatalogueVersion, needs: Iterable[Need], place: str) -> Iterator[Fault]:
    possible = {item.code for item in catalogue.items if item.variant_of is None} | _MILESTONES
    for need in needs:
        for code in need.any_of:
            if code not in possible:
                yield Fault(code="need-dangling", place=place, detail=f"needs {code}, not there")
        yield from _of_condition(catalogue, need.when, f"{place}.needs.{need.item_code}")


def _of_condition(catalogue: CatalogueVersion, condition: Condition, place: str) -> Iterator[Fault]:
    for clauses in condition.any_of:
        for clause in clauses:
            yield from _of_clause(catalogue, clause, place)


def _of_clause(catalogue: CatalogueVersion, clause: Clause, place: str) -> Iterator[Fault]:
    question = next((q for q in catalogue.questions if q.code == clause.question), None)
    if question is None:
        yield Fault(code="question-unknown", place=place, detail=f"asks {clause.question}")
        return
    choices = {choice.code for choice in question.choices}
    for answer in clause.answers:
        if answer not in choices:
            yield Fault(
                code="answer-unknown", place=place, detail=f"{question.code} has no {answer}"
            )
    bounded = clause.at_least is not None or clause.below is not None
    if bounded is bool(clause.answers) or bounded is bool(choices):
        detail = f"{question.code} is tested by its choices, or as a number by its bounds"
        yield Fault(code="clause-impossible", place=place, detail=detail)


def _of_milestones(catalogue: CatalogueVersion) -> Iterator[Fault]:
    for one in catalogue.milestones:
        yield from _of_needs(catalogue, one.needs, f"milestones.{one.milestone}")


def _of_templates(catalogue: CatalogueVersion) -> Iterator[Fault]:
    if catalogue.template(catalogue.default_template) is None:
        detail = f"no template {catalogue.default_template}"
        yield Fault(code="template-unknown", place="default_template", detail=detail)
    for template in catalogue.templates:
        yield from _of_template(catalogue, template)


def _of_template(catalogue: CatalogueVersion, template: Template) -> Iterator[Fault]:
    place = f"templates.{template.code}"
    for answer in template.preset:
        yield from _of_answer(catalogue, answer, f"{place}.preset")
    rewired = [one.item_code for one in template.rewired]
    for code in (*template.only, *template.without, *rewired):
        if catalogue.item(code) is None and not (code in rewired and code in _MILESTONES):
            yield Fault(code="item-unknown", place=place, detail=f"no item {code}")
    for one in template.rewired:
        yield from _of_needs(catalogue, one.needs, f"{place}.rewired.{one.item_code}")
    yield from _of_stages(catalogue, template.stages, f"{place}.stages")


def _of_stages(
    catalogue: CatalogueVersion, stages: Sequence[StageOf], place: str
) -> Iterator[Fault]:
    departments = {department.id for department in catalogue.departments}
    named = [stage.code for stage in stages]
    handled = [code for stage in stages for code in stage.items]
    for code, times in (*Counter(named).items(), *Counter(handled).items()):
        if times > 1:
            yield Fault(code="twice", place=f"{place}.{code}", detail=f"given {times} times")
    for stage in stages:
        for department in (stage.lead, *(share.department for share in stage.shares)):
            if department not in departments:
                detail = f"{stage.code} has no department {department}"
                yield Fault(code="department-unknown", place=place, detail=detail)
    for code in handled:
        if catalogue.item(code) is None:
            yield Fault(code="item-unknown", place=place, detail=f"no item {code}")


def _of_joint(catalogue: CatalogueVersion) -> Iterator[Fault]:
    departments = {department.id for department in catalogue.departments}
    for one in catalogue.joint:
        place = f"joint.{one.code}"
        if one.lead not in departments:
            yield Fault(code="department-unknown", place=place, detail=f"no department {one.lead}")
        for code in one.items:
            if catalogue.item(code) is None:
                yield Fault(code="item-unknown", place=place, detail=f"no item {code}")


def _of_answer(catalogue: CatalogueVersion, answer: Answer, place: str) -> Iterator[Fault]:
    question = next((q for q in catalogue.questions if q.code == answer.question), None)
    if question is None:
        yield Fault(code="question-unknown", place=place, detail=f"answers {answer.question}")
    elif not question.takes(answer.answer):
        detail = f"{question.code} has no {answer.answer}"
        yield Fault(code="answer-unknown", place=place, detail=detail)


def _rings(catalogue: CatalogueVersion) -> Iterator[Fault]:
    """Find what would wait for itself, as the catalogue wires it and as each template does."""
    milestones = {one.milestone.value: one.needs for one in catalogue.milestones}
    plain = {item.code: item.needs for item in catalogue.items}
    wirings = [("items", {**plain, **milestones})]
    for template in catalogue.templates:
        rewired = {one.item_code: one.needs for one in template.rewired}
        wirings += [(f"templates.{template.code}", {**plain, **milestones, **rewired})]
    seen: set[frozenset[str]] = set()
    for place, needs in wirings:
        ring = ring_in({after: _before(of) for after, of in needs.items()})
        if ring and frozenset(ring) not in seen:
            seen.add(frozenset(ring))
            yield Fault(code="ring", place=place, detail=" → ".join(ring))


def _before(needs: Sequence[Need]) -> list[str]:
    return [code for need in needs for code in need.any_of]


def ring_in(before: dict[str, list[str]]) -> Sequence[str]:
    """Return a ring of things that wait for each other, each before the next; empty for none."""
    try:
        TopologicalSorter(before).prepare()
    except CycleError as found:
        ring: Sequence[str] = found.args[1]
        return ring
    return ()


def _backwards(catalogue: CatalogueVersion) -> Iterator[Fault]:
    until = catalogue.effective_until
    if until is not None and until <= catalogue.effective_from:
        detail = f"{catalogue.effective_from} to {until}"
        yield Fault(code="effective-backwards", place="effective_until", detail=detail)
    for place, one in _cited(catalogue, ""):
        since, ended = one.in_force_from, one.in_force_until
        if since is not None and ended is not None and ended <= since:
            detail = f"{one.text}: {since} to {ended}"
            yield Fault(code="effective-backwards", place=place, detail=detail)


def _cited(value: object, place: str) -> Iterator[tuple[str, Citation]]:
    """Go through all citations, each with the group and the code it stands under."""
    if isinstance(value, Citation):
        yield place, value
    elif isinstance(value, tuple):
        for one in value:
            yield from _cited(one, f"{place}.{code}" if (code := _code(one)) else place)
    elif is_dataclass(value):
        for field in fields(value):
            inside = f"{place}.{field.name}" if place else field.name
            yield from _cited(getattr(value, field.name), inside)


def _code(value: object) -> str:
    return str(getattr(value, "code", "") or getattr(value, "item_code", ""))
