"""The shipped catalogue: every item of the field, each of its kind, and nothing claimed unread."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal

import pytest

from services.approvals.catalogue.shipped import shipped_catalogue
from services.approvals.domain.catalogue import (
    BASIC,
    Binds,
    Citation,
    Clause,
    Holds,
    Item,
    ItemKind,
    Meaning,
    Mode,
    Span,
    StartsOn,
)
from services.approvals.domain.catalogue.checking import find_faults
from shared.kernel.timing import LimitUnit

SHIPPED = shipped_catalogue()

# Every item by its kind; what the law calls a 许可 is all that may be refused.
KINDS = {
    ItemKind.FILING: "A01 A13 D02b D03 D05",
    ItemKind.REGISTRATION: "P00 P01 A09 D06c D08 D12",
    ItemKind.SELF_REPORTED: "A22 D04 D07a D07b D07c",
    ItemKind.TRANSACTION: "A07 C03",
    ItemKind.INTERMEDIARY: "C01",
    ItemKind.INTERNAL: "A10 A16",
    ItemKind.PUBLIC_SERVICE: "C06a C06b C06c C06d C06e C06f",
    ItemKind.CONDITION: "K01 K02 K03 K04 K05 K06",
    ItemKind.LICENCE: (
        "A02 A03 A04 A05 A06 A08 A11 A12 A14 A15a A15b A17 A18 A19 A20a A20b A20c A20d A21 A23"
        " A24 A25a A25b A25c A26 A27 B01 B02 B03 B04 C02 C04 C05 C05-P C07 C08a C08b C09a C09b C09c"
        " C09d D02a D06a D06b D09 D10 D11a D11b D13 D14 D15"
    ),
}
VARIANTS = {
    "A12-C": "A12",
    "A14-C": "A14",
    "B02-C": "B02",
    "C01-C": "C01",
    "C05-C": "C05",
}

# All that somebody has read; every other citation is shown as 未核实.
READ = {
    "legal_basis": "P00 A02 A14 A15a A15b C01 C02 C05 C05-P D03",
    "statutory": "A08 A14 A15a A17 A19 B02 B03 B04 C01 C02 C05 C05-P D03",
    "promised": "",
    "validity": "A04 A06 A08 A15a A15b B02 C05 C05-P",
    "omission": "",
    "commitment": "",
    "tacit": "",
}


def item(code: str) -> Item:
    found = SHIPPED.item(code)
    assert found is not None
    return found


def citations(value: object) -> Iterator[Citation]:
    if isinstance(value, Citation):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from citations(getattr(value, field.name))


def test_contradicts_itself_nowhere() -> None:
    assert find_faults(SHIPPED) == ()


@pytest.mark.parametrize("kind", list(ItemKind))
def test_every_item_is_of_its_kind(kind: ItemKind) -> None:
    plain = [one for one in SHIPPED.items if one.variant_of is None]
    assert sorted(one.code for one in plain if one.kind is kind) == sorted(KINDS[kind].split())


def test_another_way_to_the_same_result_has_a_code_of_its_own() -> None:
    found = {one.code: one for one in SHIPPED.items if one.variant_of is not None}
    assert {code: one.variant_of for code, one in found.items()} == VARIANTS
    for code, one in found.items():
        base = item(VARIANTS[code])
        assert (one.kind, one.department) == (base.kind, base.department)
        assert (one.mode is Mode.COMMITMENT) is code.endswith("-C")
        assert not one.needs
    # Another permit, for part of the works, is another item.
    assert item("C05-P").variant_of is None


@pytest.mark.parametrize("fact", list(READ))
def test_only_what_was_read_counts_as_verified(fact: str) -> None:
    plain = [one for one in SHIPPED.items if one.variant_of is None]
    read = {one.code for one in plain if any(c.verified for c in citations(getattr(one, fact)))}
    assert read == set(READ[fact].split())


def test_a_variant_claims_no_more_than_what_it_varies() -> None:
    for code, base in VARIANTS.items():
        claimed = {c.text for c in citations(item(code)) if c.verified}
        assert claimed <= {c.text for c in citations(item(base)) if c.verified}


def test_laws_that_may_have_been_replaced_are_to_be_confirmed() -> None:
    for code in ["A11", "A12", "A12-C", "A13", "D04", "D06a", "D06b", "D06c", "A21", "C07"]:
        assert not any(found.verified for found in citations(item(code)))
        assert "取代待核" in item(code).legal_basis.text


def test_only_licences_have_what_the_licensing_law_gives() -> None:
    for one in SHIPPED.items:
        assert (one.notice_days is not None) is (one.kind is ItemKind.LICENCE), one.code
        assert bool(one.statutory_stops) is (one.kind is ItemKind.LICENCE), one.code


def test_limits_say_whom_they_bind_and_from_when() -> None:
    bound = {one.code: one.statutory.binds for one in SHIPPED.items if one.statutory}
    assert {code for code, binds in bound.items() if binds is Binds.APPLICANT} == {"D03"}
    assert {code for code, binds in bound.items() if binds is Binds.PROCEDURE} == {"A07"}
    received = {
        one.code
        for one in SHIPPED.items
        if one.kind is ItemKind.LICENCE
        and one.statutory
        and one.statutory.starts_on is StartsOn.RECEIVED
    }
    assert received == {"A11", "A12", "A12-C", "C05", "C05-C", "C05-P"}


@pytest.mark.parametrize(
    ("code", "days", "unit", "extension"),
    [
        ("A02", 20, LimitUnit.WORKING_DAYS, 40),
        ("A06", 20, LimitUnit.WORKING_DAYS, None),
        ("A08", 20, LimitUnit.WORKING_DAYS, 10),
        ("A09", 30, LimitUnit.WORKING_DAYS, None),
        ("A11", 60, LimitUnit.NATURAL_DAYS, None),
        ("A15a", 10, LimitUnit.WORKING_DAYS, 10),
        ("A18", 45, LimitUnit.WORKING_DAYS, None),
        ("A21", 45, LimitUnit.NATURAL_DAYS, None),
        ("B03", 20, LimitUnit.WORKING_DAYS, 10),
        ("C01", 15, LimitUnit.WORKING_DAYS, None),
        ("C02", 15, LimitUnit.WORKING_DAYS, None),
        ("C05", 7, LimitUnit.NATURAL_DAYS, None),
        ("C07", 20, LimitUnit.WORKING_DAYS, None),
        ("D02a", 15, LimitUnit.WORKING_DAYS, None),
        ("D06a", 30, LimitUnit.NATURAL_DAYS, None),
        ("D06b", 20, LimitUnit.NATURAL_DAYS, None),
        ("D08", 30, LimitUnit.WORKING_DAYS, None),
    ],
)
def test_statutory_limits(code: str, days: int, unit: LimitUnit, extension: int | None) -> None:
    limit = item(code).statutory
    assert limit is not None
    assert (limit.days, limit.unit) == (Decimal(days), unit)
    assert item(code).extension_days == extension
    # A law that writes 日 does not say which days.
    assert limit.unit_verified is (unit is LimitUnit.WORKING_DAYS)


@pytest.mark.parametrize(
    ("code", "length", "span", "meaning"),
    [
        ("A02", 2, Span.YEARS, Meaning.EXPIRES),
        ("A06", 3, Span.YEARS, Meaning.EXPIRES),
        ("A12", 5, Span.YEARS, Meaning.BEGIN_WITHIN),
        ("A15a", 3, Span.YEARS, Meaning.BEGIN_WITHIN),
        ("B02", 1, Span.YEARS, Meaning.BEGIN_WITHIN),
        ("C05", 3, Span.MONTHS, Meaning.BEGIN_WITHIN),
    ],
)
def test_results_hold_as_long_as_they_do(
    code: str, length: int, span: Span, meaning: Meaning
) -> None:
    validity = item(code).validity
    assert validity is not None
    assert (validity.length, validity.span, validity.meaning) == (length, span, meaning)


def test_a_building_permit_may_be_prolonged_twice_by_three_months() -> None:
    validity = item("C05").validity
    assert validity is not None
    assert (validity.extensions, validity.extension_length) == (2, 3)


def test_joint_acceptance_is_an_application_over_items_and_none_itself() -> None:
    (acceptance,) = SHIPPED.joint
    assert (acceptance.code, acceptance.lead) == ("D01", "housing")
    assert acceptance.items == ("D02a", "D02b", "D09", "D13", "D14", "D15")
    assert all(SHIPPED.item(code) for code in acceptance.items)
    assert SHIPPED.item("D01") is None


def test_the_three_items_of_old_are_as_they_were() -> None:
    for old in BASIC.items:
        now = item(old.code)
        kept = (
            replace(old.legal_basis, text="") == replace(now.legal_basis, text=""),
            (old.name, old.kind, old.stage, old.department)
            == (now.name, now.kind, now.stage, now.department),
            (old.statutory, old.promised) == (now.statutory, now.promised),
            (old.notice_days, old.extension_days) == (now.notice_days, now.extension_days),
            old.statutory_stops == now.statutory_stops,
        )
        assert all(kept), old.code


@pytest.mark.parametrize(
    ("code", "answers", "holds"),
    [
        ("A14", {"energy": "999", "electricity": "500"}, Holds.YES),
        ("A14", {"energy": "999.9", "electricity": "499"}, Holds.NO),
        ("A15a", {"area": "5", "earthwork": "0"}, Holds.YES),
        ("A15b", {"area": "5", "earthwork": "2000"}, Holds.NO),
        ("A15b", {"area": "0.5", "earthwork": "0"}, Holds.YES),
        ("A15b", {"area": "0.4", "earthwork": "1000"}, Holds.YES),
        ("A15b", {"area": "0.4", "earthwork": "999"}, Holds.NO),
        ("C05", {"investment": "30", "floor-area": "1000"}, Holds.NO),
        ("C05", {"investment": "31", "floor-area": "300"}, Holds.NO),
        ("C05", {"investment": "31", "floor-area": "301"}, Holds.YES),
        ("C05", {"investment": "31"}, Holds.OPEN),
        ("A06", {"land": "grant", "new-construction-land": "no"}, Holds.NO),
        ("A06", {"land": "allocation"}, Holds.YES),
        ("A10", {"forest": "yes", "farmland": "no", "land": "grant"}, Holds.YES),
    ],
)
def test_who_needs_an_item(code: str, answers: dict[str, str], holds: Holds) -> None:
    assert item(code).applies.holds(answers) is holds


def test_every_question_is_asked_by_something() -> None:
    conditions = [one.applies for one in SHIPPED.items]
    conditions += [need.when for one in SHIPPED.items for need in one.needs]
    asked = frozenset(code for condition in conditions for code in condition.questions)
    preset = {code for template in SHIPPED.templates for code in template.answers}
    assert {question.code for question in SHIPPED.questions} == asked | preset


def test_numbers_are_asked_with_their_unit() -> None:
    numbers = {question.code for question in SHIPPED.questions if not question.choices}
    clauses: list[Clause] = [
        clause for one in SHIPPED.items for clauses in one.applies.any_of for clause in clauses
    ]
    assert numbers == {clause.question for clause in clauses if not clause.answers}
    assert all(question.unit for question in SHIPPED.questions if not question.choices)


def test_a_park_with_assessments_of_its_area_need_not_repeat_them() -> None:
    assessed = {one.code for one in SHIPPED.items if one.area_assessed}
    assert assessed == {"A15a", "A15b", "A17", "A20a", "A20b", "A20c", "A20d"}
