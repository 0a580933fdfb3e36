"""How long cases really took, over HTTP: told apart as anybody likes, as of any day."""

from datetime import UTC, datetime
from math import ceil
from typing import Any

from luodi.acting import act_on
from luodi.rebuild import published, rebuild
from services.approvals.domain.calendar.working_calendar import CALENDAR
from services.approvals.domain.case.durations import Trail, duration_of, trails_of
from services.approvals.domain.terms import ClockKind
from services.approvals.main import SPEC
from shared.adapters.runtime import assemble, dismantle
from shared.kernel.identifiers import split_stream_key
from tests.harness.services import Installation
from tests.services.approvals.desk import CALENDAR as CALENDAR_AT
from tests.services.approvals.desk import (
    OFFICER,
    Case,
    Counter,
    Staff,
    another_approver,
    refused,
    today,
)
from tests.services.approvals.ended import (
    FIGURES,
    Course,
    ended,
    figures,
    on,
    permit,
    ratio,
    told,
    total,
)
from tests.services.approvals.shelf import Shelf, shelf_of
from tests.services.approvals.test_rights import serve_project

_KEPT, _LATE = Course(ends=8), Course(ends=11)
_WAITED = Course(ends=11, supplements=[(2, 4)], hearings=[(7, 9)])


async def test_every_figure_says_of_how_many_it_speaks(staff: Staff) -> None:
    people = await told(staff, permit("Z11"), _KEPT, _LATE, _WAITED)
    shown = await total(people["leader"], item="Z11")
    assert shown["cases"] == 3
    # Six, nine and nine working days; of the last one two each were lost to two causes.
    assert ratio(shown["gross"]["mean"]) == (8, 24, 3)
    assert [float(shown["gross"][share]) for share in ("p50", "p80", "p95")] == [9, 9, 9]
    assert ratio(shown["net"]["mean"]) == (6.6667, 20, 3)
    assert ratio(shown["net_statutory"]["mean"]) == (7.3333, 22, 3)
    assert [float(shown["net"][share]) for share in ("p50", "p80", "p95")] == [6, 9, 9]
    assert ratio(shown["on_time"]["promised"]) == (0.6667, 2, 3)
    assert ratio(shown["on_time"]["statutory"]) == (1, 3, 3)
    assert ratio(shown["supplements"]) == ratio(shown["special_procedures"]) == (0.3333, 1, 3)
    assert ratio(shown["deficiency_notices"]) == ratio(shown["extensions"]) == (0, 0, 3)
    lost = {one["cause"]: one for one in shown["lost"]}
    assert set(lost) == {"supplement", "hearing"}
    assert ratio(lost["hearing"]["days"]) == (0.6667, 2, 3)
    assert ratio(lost["hearing"]["cases"]) == (0.3333, 1, 3)
    assert lost["supplement"]["name"] == "办理中补正"


async def test_what_nobody_knows_is_no_nought(staff: Staff) -> None:
    people = await staff.signed_in()
    shown = await figures(people["leader"], item="ZX-own-1")  # as a park may name its own
    assert shown["groups"] == []
    assert shown["total"]["cases"] == 0
    assert ratio(shown["total"]["gross"]["mean"]) == (None, None, 0)
    assert shown["total"]["net"]["p50"] is None
    assert ratio(shown["total"]["on_time"]["promised"]) == (None, 0, 0)
    assert ratio(shown["total"]["supplements"]) == (None, 0, 0)


async def test_pauses_entered_after_the_limit_are_told(staff: Staff) -> None:
    """The limits ran out long before the pauses were entered; both are said to be of then."""
    people = await told(
        staff, permit("Z12"), Course(ends=9, supplements=[(2, 3)], hearings=[(4, 7)])
    )
    late = (await total(people["leader"], item="Z12"))["late_pauses"]
    assert ratio(late["entered"]) == ratio(late["back_dated"]) == (1, 2, 2)


async def test_they_are_told_apart_and_narrowed(staff: Staff) -> None:
    people = await told(staff, permit("Z13"), _KEPT, Course(ends=30))
    await told(staff, permit("Z14"), Course(ends=31, refused=True))
    leader = people["leader"]
    by_month = await figures(leader, by="month", item="Z13")
    assert [(one["key"], one["cases"]) for one in by_month["groups"]] == [
        ("2026-03", 1),
        ("2026-04", 1),
    ]
    narrowed = {"from": on(30), "to": on(31), "department": "natural-resources"}
    by_item = await figures(leader, by="item", **narrowed)
    named = {one["key"]: (one["name"], one["cases"]) for one in by_item["groups"]}
    assert named.items() >= {"Z13": (permit("Z13").name, 1), "Z14": (permit("Z14").name, 1)}.items()
    assert by_item["total"]["cases"] == sum(cases for _, cases in named.values())
    assert (by_item["from"], by_item["to"]) == (on(30), on(31))
    by_department = await figures(leader, by="department", item="Z14")
    named_departments = [(one["key"], one["name"]) for one in by_department["groups"]]
    assert named_departments == [("natural-resources", "自然资源和规划局")]
    assert (await total(leader, item="Z13", park="panji"))["cases"] == 0
    assert (await total(leader, item="Z13", park="inspection-park"))["cases"] == 2
    by_officer = await figures(leader, by="officer", item="Z13")
    assert [(one["key"], one["cases"]) for one in by_officer["groups"]] == [(None, 2)]


async def test_what_was_missing_and_what_was_extended_is_told_by_item(staff: Staff) -> None:
    """Nine working days, five of them after acceptance; and one extended and granted today."""
    shelf = await shelf_of(staff, permit("Z19"), permit("Z20"))
    missing = await shelf.apply("Z19", on(0))
    await missing.done("deficiency-notices", {"deficiencies": ["图纸"], "effective": on(1)})
    await missing.done("remedies", {"materials": ["图纸"], "effective": on(3)})
    await missing.accepted(on(4))
    long = await (await shelf.apply("Z20", today())).accepted(today())
    await long.done("extension-requests", {"days": "10", "reason": "情况复杂"})
    head = await another_approver(staff.running, "natural-resources")
    await long.done("extensions", {}, client=head)
    for case, day in ((missing, on(11)), (long, today())):
        await granted(case, shelf, day)
    await staff.running.settled()
    shown = await figures(shelf.people["leader"])
    by_item = {one["key"]: one for one in shown["groups"]}
    of = {code: by_item[code] for code in ("Z19", "Z20")}
    counted = {
        code: tuple(ratio(one[name])[1] for name in ("deficiency_notices", "extensions"))
        for code, one in of.items()
    }
    assert counted == {"Z19": (1, 0), "Z20": (0, 1)}
    taken = {
        code: tuple(ratio(one[name]["mean"])[0] for name in ("gross", "net"))
        for code, one in of.items()
    }
    assert taken == {"Z19": (9, 5), "Z20": (0, 0)}
    kept = {
        code: tuple(ratio(one["on_time"][limit])[1] for limit in ("promised", "statutory"))
        for code, one in of.items()
    }
    assert kept == {"Z19": (1, 1), "Z20": (1, 1)}


async def granted(case: Case, shelf: Shelf, day: str) -> None:
    await case.done("examinations", {"result": "passed", "opinion": "符合", "effective": day})
    outcome = {"outcome": "granted", "document_number": shelf.number(case.item_code)}
    await case.done("decisions", outcome | {"effective": day})


async def test_nobody_counts_what_is_not_for_the_own_eyes(staff: Staff, counter: Counter) -> None:
    people = await told(staff, permit("Z15"), _KEPT)
    await serve_project(counter, "officers", {"officer": OFFICER})
    await counter.running.settled()
    await counter.filed()
    await counter.running.settled()
    for name, cases in (("approver-planning", 1), ("leader", 1), ("specialist", 0), ("officer", 0)):
        shown = await total(people[name], item="Z15")
        assert shown["cases"] == cases, name
        assert (shown["gross"]["mean"]["value"] is None) == (cases == 0)
    assert (await total(people["approver-ecology"], item="Z15"))["cases"] == 0
    own = await figures(people["officer"], by="officer")
    assert [(one["key"], one["cases"]) for one in own["groups"]] == [(OFFICER, 1)]
    assert (await total(people["specialist"]))["cases"] >= 1


async def test_what_cannot_be_meant_is_refused(staff: Staff) -> None:
    leader = (await staff.signed_in())["leader"]
    reversed_ = await leader.get(FIGURES, params={"from": on(3), "to": on(2)})
    assert refused(reversed_, 422, "invalid-fields")["errors"][0]["code"] == "range-reversed"
    refused(await leader.get(FIGURES, params={"by": "weather"}), 422, "invalid-fields")


async def test_the_past_counts_what_was_known_then(staff: Staff) -> None:
    """The figures as of a moment are those of the events recorded by then, counted by hand."""
    moments = [datetime.now(UTC)]
    for course in (_WAITED, _LATE, Course(ends=14, refused=True, supplements=[(1, 2), (3, 7)])):
        case = await ended(staff, permit("Z16"), course)
        moments.append(datetime.now(UTC))
        await case.done("servings", {"method": "post", "effective": on(course.ends)})
        moments.append(datetime.now(UTC))
    leader = (await staff.signed_in())["leader"]
    seen = [_plain(await total(leader, item="Z16", as_of=moment.isoformat())) for moment in moments]
    assert seen == [await _by_hand(staff.running, "Z16", moment) for moment in moments]
    assert [one["cases"] for one in seen] == [0, 1, 1, 2, 2, 3, 3]


def _plain(shown: dict[str, Any]) -> dict[str, Any]:
    """Take out of the answer what is also counted by hand."""
    net = shown["net"]
    return {
        "cases": shown["cases"],
        "gross": ratio(shown["gross"]["mean"])[1:],
        "net": ratio(net["mean"])[1:],
        "shares": [net[share] and float(net[share]) for share in ("p50", "p80", "p95")],
        "kept": ratio(shown["on_time"]["promised"])[1:],
        "lost": {one["cause"]: float(one["days"]["numerator"]) for one in shown["lost"]},
        "late": ratio(shown["late_pauses"]["entered"])[1:],
    }


async def _by_hand(running: Installation, code: str, as_of: datetime) -> dict[str, Any]:
    events = await running.services["approvals"].runtime.store.after(0, 100_000)
    known = [event for event in events if event.recorded_at <= as_of]
    streams: dict[str, list[Any]] = {}
    for event in known:
        streams.setdefault(event.stream, []).append(event)
    days = streams["calendar-CN"]
    trails = [
        list(trails_of(history))[-1]
        for stream, history in streams.items()
        if split_stream_key(history[0].stream)[0] == "case"
    ]
    mine = [one for one in trails if one.ending and one.record.item.code == code]  # type: ignore[union-attr]  # of every case
    return _summed(mine, days)


def _summed(trails: list[Trail], days: list[Any]) -> dict[str, Any]:
    took = []
    for trail in trails:
        assert trail.ending is not None
        before = [one.event for one in days if one.position < trail.ending.position]
        took.append(duration_of(trail.record.clock, CALENDAR.fold(before).in_park(None)))
    net = sorted(float(one.counted.net) for one in took if one.counted)
    kept = [one.on_time[ClockKind.PROMISED] for one in took]
    lost: dict[str, float] = {}
    for one in took:
        for cause, amount in (one.counted.lost if one.counted else {}).items():
            lost[cause] = lost.get(cause, 0) + float(amount)
    number = len(net)
    return {
        "cases": len(trails),
        "gross": (float(sum(one.gross or 0 for one in took)) if took else None, len(took)),
        "net": (sum(net) if net else None, number),
        "shares": [net[ceil(share * number / 100) - 1] if net else None for share in (50, 80, 95)],
        "kept": (sum(kept), len(kept)),
        "lost": lost,
        "late": (
            sum(trail.entered_late for trail in trails),
            sum(len(trail.record.stops) for trail in trails),
        ),
    }


async def test_a_calendar_corrected_later_changes_nothing_that_has_ended(staff: Staff) -> None:
    people = await told(staff, permit("Z17"), _KEPT)
    before = await total(people["leader"], item="Z17")
    administrator = await staff.running.login("system-admin")
    days = [{"day": on(3), "working": False, "name": "台风停工"}]
    body = {"days": days, "reason": "台风停工停课"}
    answer = await act_on(administrator, CALENDAR_AT, "corrections", body)
    assert answer.status_code == 201, answer.text
    await told(staff, permit("Z18"), _KEPT)
    assert await total(people["leader"], item="Z17") == before
    later = await total(people["leader"], item="Z18")
    assert ratio(later["gross"]["mean"])[0] == (ratio(before["gross"]["mean"])[0] or 0) - 1
    await _rebuilt(staff.running)
    assert await total(people["leader"], item="Z17") == before
    assert await total(people["leader"], item="Z18") == later


async def _rebuilt(running: Installation) -> None:
    """Make the views anew as the command line does, from another process's memory."""
    settings = running.services["approvals"].settings
    runtime = await assemble(SPEC, settings)
    said: list[str] = []
    try:
        async with published(settings) as events:
            assert await rebuild(runtime.views, events, settings.database_url, say=said.append)
    finally:
        await dismantle(runtime)
    assert any("ended_case" in line for line in said), said
