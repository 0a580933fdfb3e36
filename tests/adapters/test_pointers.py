"""Which field an answer names: where it stands in what was sent, once, and nothing else."""

from typing import Annotated, Any

import pytest
from pydantic import Field, ValidationError

from shared.adapters.bodies import Dated, DatedByDay, QuantityIn
from shared.adapters.pointers import field_errors
from shared.adapters.web import Body, Line

HALF = {"from": "2019-01-01", "to": "2019-06-30", "precision": "half_year"}


class Row(DatedByDay):
    """行: a dated line with a quantity of its own."""

    name: Line
    amount: QuantityIn | None = None


class Sheet(Body):
    """表: rows, and numbers by name."""

    rows: tuple[Row, ...] = ()
    numbers: dict[str, Annotated[int, Field(ge=0)]] | None = None


def told(model: type[Body], given: Any) -> dict[str, str]:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(given)
    errors = [{**error, "loc": ("body", *error["loc"])} for error in refused.value.errors()]
    found = field_errors(errors, given)
    pointers = [error["pointer"] for error in found]
    assert len(pointers) == len(set(pointers))
    return {error["pointer"]: error["code"] for error in found}


@pytest.mark.parametrize(
    ("model", "given", "expected"),
    [
        (DatedByDay, {"effective": 3}, {"/body/effective": "date-type"}),
        (
            DatedByDay,
            {"effective": "2026-02-30"},
            {"/body/effective": "date-from-datetime-parsing"},
        ),
        (DatedByDay, {"effective": "0001-01-01"}, {"/body/effective": "date-out-of-range"}),
        (DatedByDay, {"effective": {"from": "2019-01-01"}}, None),
        (
            DatedByDay,
            {"effective": {**HALF, "to": "2019-06-29"}},
            {"/body/effective": "effective-malformed"},
        ),
        (DatedByDay, {"effective": {**HALF, "from": 7}}, {"/body/effective/from": "date-type"}),
        (
            DatedByDay,
            {"effective": {**HALF, "a/b~": 1}},
            {"/body/effective/a~1b~0": "extra-forbidden"},
        ),
        (DatedByDay, {"effective": []}, {"/body/effective": "date-type"}),
        (Dated, {"effective": "2026-03-02T10:00:00"}, {"/body/effective": "timezone-aware"}),
        (Dated, {"effective": "yesterday"}, {"/body/effective": "date-type"}),
        (
            Sheet,
            {"rows": [{"name": "a"}, {"name": " "}]},
            {"/body/rows/1/name": "string-too-short"},
        ),
        (Sheet, {"rows": [{}]}, {"/body/rows/0/name": "missing"}),
        (Sheet, {"rows": {}}, {"/body/rows": "tuple-type"}),
        (Sheet, {"numbers": {"a/b": -1}}, {"/body/numbers/a~1b": "greater-than-equal"}),
        (Sheet, [], {"/body": "model-type"}),
    ],
)
def test_a_pointer_leads_to_what_was_sent(
    model: type[Body], given: Any, expected: dict[str, str] | None
) -> None:
    both = {"/body/effective/to": "missing", "/body/effective/precision": "missing"}
    assert told(model, given) == (both if expected is None else expected)


def test_several_fields_are_named_each_once() -> None:
    row = {"effective": {**HALF, "from": 7, "to": 8}, "amount": {"unit": "亿元", "value": "x"}}
    assert told(Sheet, {"rows": [row]}) == {
        "/body/rows/0/effective/from": "date-type",
        "/body/rows/0/effective/to": "date-type",
        "/body/rows/0/name": "missing",
        "/body/rows/0/amount/value": "string-pattern-mismatch",
    }


def test_a_question_is_named_by_its_parameter() -> None:
    def error(*place: str | int) -> dict[str, Any]:
        return {"loc": place, "type": "int_parsing", "msg": "no number"}

    found = field_errors([error("query", "limit"), error("query", "stage", 1, "int[x]")], None)
    assert [one["pointer"] for one in found] == ["/query/limit", "/query/stage/1"]


def test_a_path_that_leads_nowhere_ends_where_it_does() -> None:
    odd = {"loc": ("body", "a", 5, "b"), "type": "int_type", "msg": "no number"}
    assert field_errors([odd], {"a": [1]})[0]["pointer"] == "/body/a"
    assert field_errors([odd], "text")[0]["pointer"] == "/body"


def test_each_fault_is_told_in_chinese_with_the_limit_it_broke() -> None:
    given = {"rows": [{"name": "甲" * 201}, {"name": "甲\u202e乙"}], "wrong": 1}
    with pytest.raises(ValidationError) as refused:
        Sheet.model_validate(given)
    errors = [{**error, "loc": ("body", *error["loc"])} for error in refused.value.errors()]
    titles = {error["code"]: error["title"] for error in field_errors(errors, given)}
    assert titles == {
        "string-too-long": "至多 200 个字符",
        "control-characters": "含有控制字符或改变文字方向的字符",
        "extra-forbidden": "没有这一项",
    }


def test_a_list_is_not_called_too_short_for_its_ill_parts() -> None:
    class Days(Body):
        days: Annotated[tuple[Line, ...], Field(min_length=1)]

    assert told(Days, {"days": [7]}) == {"/body/days/0": "string-type"}
    assert told(Days, {"days": []}) == {"/body/days": "too-short"}
