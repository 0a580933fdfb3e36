"""期限说明 over HTTP: explained as data and as a page, as known and as so, and what came late."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from services.approvals.api.printed import is_wanted
from tests.harness.polling import until
from tests.services.approvals.desk import (
    Case,
    Counter,
    another_approver,
    read,
    refused,
    today,
)
from tests.services.approvals.test_calendar import changed, close_on, correction, first_working_day

_VOID = {"meta"}
MARKUP = '<script>alert("1")</script>&<b>'


@dataclass
class Page(HTMLParser):
    """A page as a reader sees it: well-formed, with its cells by row."""

    rows: list[list[str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not {name for name, _ in attrs} & {"src", "href", "onclick", "onload", "style"}
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in {"td", "th"}:
            self.rows[-1][-1] += data

    def of(self, name: str) -> Iterator[str]:
        """Return what stands beside a heading, of each table that has it."""
        return (row[1] for row in self.rows if len(row) == 2 and row[0] == name)


async def printed(case: Case, **query: str) -> tuple[httpx.Response, Page]:
    path = f"{case.path}/deadline"
    answer = await case.approver.get(path, params=query, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    page = Page()
    page.feed(answer.text)
    page.close()
    assert not page._open
    return answer, page


@pytest.fixture
async def late(counter: Counter) -> Case:
    """A case of long ago, for whose limit a pause was entered only today."""
    case = await (await counter.apply("B02", "2026-03-02")).accepted("2026-03-02")
    await case.done("supplement-requests", {"missing": [MARKUP], "effective": "2026-03-04"})
    await case.done("supplements", {"materials": ["总平面图"], "effective": "2026-03-06"})
    return case


@pytest.fixture
async def administrator(counter: Counter) -> httpx.AsyncClient:
    return await counter.running.login("system-admin")


async def explained(case: Case, **query: str) -> dict[str, Any]:
    return await read(case.approver, f"{case.path}/deadline", explain="true", **query)


async def test_a_pause_entered_late_says_so_with_both_times(late: Case) -> None:
    (stop,) = (await explained(late))["stops"]
    assert stop["entered_late"] is True
    assert stop["entered_after"] == ["promised"]
    assert stop["begun"]["effective"]["from"] == "2026-03-04"
    assert stop["begun"]["recorded_at"][:10] >= "2026-11-01"
    assert stop["ended"]["effective"]["from"] == "2026-03-06"


async def test_before_it_was_entered_nobody_knew_of_the_pause(counter: Counter) -> None:
    case = await (await counter.apply("B02", "2026-03-02")).accepted("2026-03-02")
    knew_at = datetime.now(UTC).isoformat()
    await case.done("supplement-requests", {"missing": ["图"], "effective": "2026-03-04"})
    then, now = await explained(case, as_of=knew_at), await explained(case)
    assert (then["stops"], then["clocks"][1]["due"]["on"]) == ([], "2026-03-11")
    assert len(now["stops"]) == 1
    assert now["clocks"][1]["due"] is None
    early = await explained(case, valid_at="2026-03-03")
    assert (early["stops"], early["at"]["on"]) == ([], "2026-03-03")
    assert early["clocks"][1]["used"] == "1.0"
    both = await explained(case, as_of=knew_at, valid_at="2026-03-06")
    assert (both["stops"], both["clocks"][1]["used"]) == ([], "4.0")


async def test_a_pause_entered_in_time_is_not_late(counter: Counter) -> None:
    case = await (await counter.apply("B02", today())).accepted(today())
    await case.done("supplement-requests", {"missing": ["图"]})
    (stop,) = (await explained(case))["stops"]
    assert (stop["entered_late"], stop["entered_after"], stop["ended"]) == (False, [], None)


async def test_the_days_of_the_page_are_those_of_the_data(late: Case) -> None:
    answer, page = await printed(late, as_of=datetime.now(UTC).isoformat())
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    data = await explained(late)
    days = [row for row in page.rows if len(row) == 4 and re.match(r"\d{4}-", row[0])]
    shown = [(row[0], float(row[2]), row[3]) for row in days]
    assert shown == [
        (one["day"], float(one["counted"]), one["reason"])
        for clock in data["clocks"]
        for one in clock["days"]
    ]
    sums = [float(row[2]) for row in page.rows if row[0] == "计入合计"]
    assert sums == [float(clock["total"]) for clock in data["clocks"]]
    weekdays = {row[0]: row[1] for row in days}
    assert weekdays["2026-03-07"] == "六"
    assert list(page.of("工作日历版本")) == [data["calendar_version"]]
    assert list(page.of("到期")) == ["2026-03-30 下午", "2026-03-13 下午"]
    assert list(page.of("承办部门")) == [data["department_name"]] == ["自然资源和规划局"]
    assert data["department"] == "natural-resources"


async def test_the_page_stands_alone_and_runs_nothing(late: Case) -> None:
    answer, page = await printed(late)
    assert not {"script", "link", "img", "iframe", "b"} & set(page.tags)
    assert "@media print" in answer.text
    assert "@page" in answer.text
    assert not re.search(r"https?:|url\(|@import", answer.text)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["vary"] == "Accept"

    async def is_of_the_case() -> bool:
        case, (printed_now, _) = await late.approver.get(late.path), await printed(late)
        return bool(printed_now.headers["etag"] == case.headers["etag"])

    await until(is_of_the_case)


async def test_what_people_entered_is_text_on_the_page(late: Case) -> None:
    answer, page = await printed(late)
    assert MARKUP not in answer.text
    (stop,) = [row for row in page.rows if len(row) == 7 and row[0] == "办理中补正"]
    assert stop[3] == MARKUP
    assert "时限届满后补录：承诺时限" in stop[5]


async def test_a_page_says_what_nobody_has_checked(counter: Counter) -> None:
    case = await (await counter.apply("A12", today())).accepted(today())
    _, page = await printed(case)
    assert any(source.endswith("（未核实）") for source in page.of("依据"))
    assert len(list(page.of("若按另一种日计算，到期"))) == 1
    assert list(page.of("约束对象")) == ["审批部门", "审批部门"]


async def test_a_case_without_a_clock_has_a_page_too(counter: Counter) -> None:
    case = await counter.apply("B02", today())
    await case.done("deficiency-notices", {"deficiencies": ["图"], "effective": today()})
    answer, page = await printed(case)
    assert "目前没有正在计算的时限" in answer.text
    assert list(page.of("时限灯")) == ["—"]


async def test_a_stop_that_goes_on_is_shown_as_open(counter: Counter) -> None:
    case = await (await counter.apply("B02", today())).accepted(today())
    await case.done("supplement-requests", {"missing": ["图"]})
    _, page = await printed(case)
    assert "停计中，到期日待定" in list(page.of("到期"))
    (stop,) = [row for row in page.rows if len(row) == 7 and row[0] == "办理中补正"]
    assert (stop[2], stop[6]) == ("尚未结束", "尚未结束")


async def test_an_extension_is_on_the_page(counter: Counter) -> None:
    case = await (await counter.apply("B02", today())).accepted(today())
    await case.done("extension-requests", {"days": "2.5", "reason": "情况复杂"})
    head = await another_approver(counter.running, "natural-resources")
    await case.done("extensions", {}, client=head)
    _, page = await printed(case)
    (added,) = page.of("延期")
    assert added.startswith("2.5，情况复杂（")


async def test_the_page_of_nothing_is_a_problem(shared_case: Case) -> None:
    path = shared_case.path.replace(shared_case.case_id, "0198f1c2-0000-7000-8000-000000000000")
    answer = await shared_case.approver.get(f"{path}/deadline", headers={"Accept": "text/html"})
    refused(answer, 404, "not-found")


async def test_data_is_answered_unless_a_page_is_asked_for(shared_case: Case) -> None:
    answer = await shared_case.approver.get(f"{shared_case.path}/deadline")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("text/html", True),
        ("TEXT/HTML; charset=utf-8", True),
        ("text/*", True),
        ("application/json;q=0.5, text/html;q=0.9", True),
        ("application/json, text/html", False),
        ("text/html;q=0.2, application/json", False),
        ("text/html;q=0", False),
        ("text/html;q=nonsense", False),
        ("*/*", False),
        ("image/png", False),
        ("", False),
    ],
)
def test_who_wants_a_page(accept: str, page: bool) -> None:  # noqa: FBT001 - a table
    assert is_wanted(accept) is page


async def test_the_explained_days_lead_from_start_to_due(late: Case) -> None:
    for clock in (await explained(late))["clocks"]:
        start, due = date.fromisoformat(clock["start"]), date.fromisoformat(clock["due"]["on"])
        days = [date.fromisoformat(one["day"]) for one in clock["days"]]
        assert days == [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
        assert sum(float(one["counted"]) for one in clock["days"]) == float(clock["total"])
        assert all(one["reason"] for one in clock["days"])
        assert clock["calendar_version"]


async def test_what_is_over_stays_and_what_is_still_due_moves(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    await counter.filed()
    case = await (await counter.apply("B02", today())).accepted(today())
    await case.done("examinations", {"result": "passed", "opinion": "符合", "effective": today()})
    granted = {"outcome": "granted", "document_number": counter.number("建字")}
    await case.done("decisions", granted | {"effective": today()})
    before = await explained(case)
    (serving,) = before["duties"]
    assert (serving["name"], serving["starts_on"]) == ("送达期限", "decided")
    assert sum(float(one["counted"]) for one in serving["days"]) == 10
    _, page = await printed(case)
    assert "《行政许可法》第四十四条" in list(page.of("依据"))
    first = await first_working_day(administrator, date.fromisoformat(today()))
    await close_on(administrator, first, case, moved=1)
    after = await explained(case)
    assert after["clocks"] == before["clocks"]
    assert after["duties"][0]["due"]["on"] > serving["due"]["on"]
    await changed(administrator, "corrections", correction(first, working=True, name="工作日"))
