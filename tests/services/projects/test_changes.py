"""What an event changed: beside what it says itself, beside what was said of the same thing."""

from typing import Any

from services.projects.views.changes import Telling


def told(*events: dict[str, Any], stream: str = "case-1") -> list[list[tuple[str, Any, Any]]]:
    telling = Telling()
    return [
        [(one.field, one.before, one.after) for one in telling.changes("approvals", stream, data)]
        for data in events
    ]


def test_what_was_not_known_before_was_null() -> None:
    assert told({"opinion": "符合", "case_id": "1"}) == [[("opinion", None, "符合")]]


def test_it_is_compared_with_what_the_stream_said_last() -> None:
    first, second, third = told({"due": "03-01"}, {"note": "一"}, {"due": "03-05", "note": "一"})
    assert (first, second) == ([("due", None, "03-01")], [("note", None, "一")])
    assert third == [("due", "03-01", "03-05")]


def test_what_is_left_open_changed_nothing() -> None:
    assert told({"note": "一"}, {"note": None, "missing": []})[1] == []


def test_what_an_event_carries_itself_goes_before() -> None:
    moved, stated = told({"from_stage": "a", "to_stage": "b"}, {"stage": "c"})
    assert moved == [("stage", "a", "b")]
    assert stated == [("stage", "b", "c")]
    (corrected,) = told({"before": {"x": 1, "y": 2}, "after": {"x": 1, "y": 3}})
    assert corrected == [("y", 2, 3)]
    assert told({"before": "甲", "after": "乙"}) == [[("value", "甲", "乙")]]


def test_each_thing_a_stream_speaks_of_is_known_by_its_key() -> None:
    grants = told(
        {"item_code": "A01", "document_number": "一号"},
        {"item_code": "B02", "document_number": "二号"},
        {"item_code": "A01", "document_number": "三号"},
    )
    assert grants == [
        [("document_number", None, "一号")],
        [("document_number", None, "二号")],
        [("document_number", "一号", "三号")],
    ]


def test_streams_are_kept_apart() -> None:
    telling = Telling()
    telling.changes("approvals", "case-1", {"note": "一"})
    (other,) = telling.changes("approvals", "case-2", {"note": "二"})
    (elsewhere,) = telling.changes("projects", "case-1", {"note": "三"})
    assert (other.before, elsewhere.before) == (None, None)
