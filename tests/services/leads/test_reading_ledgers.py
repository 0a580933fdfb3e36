import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.leads.domain.stages import ENTRIES
from services.leads.importing.layouts import Layout
from services.leads.importing.ledger import read_workbook
from services.leads.importing.preview import preview
from services.leads.importing.reading import Agreement, LedgerReading, RowReading, SheetReading
from services.leads.importing.wording import PROPOSALS, Target
from shared.kernel.effective import Effective
from shared.kernel.quantity import Qualifier
from tests.services.leads.workbooks import ENQUIRIES, SAMPLE, workbook

LEDGER = read_workbook(SAMPLE.read_bytes())
PARK, DISTRICT, ZONE = LEDGER.sheets


def row(sheet: SheetReading, number: int) -> RowReading:
    return next(one for one in sheet.rows if one.row == number)


def codes(reading: RowReading) -> set[str]:
    notes = (*reading.unreadable, *reading.assumptions, *reading.queries)
    return {note.code for note in notes}


def proposals(sheet: SheetReading) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in sheet.rows:
        assert one.proposal is not None
        key = f"{one.proposal.target} {one.proposal.stage}"
        found[key] = found.get(key, 0) + 1
    return found


class TestTheSample:
    def test_has_three_sheets_in_three_layouts(self) -> None:
        assert [(one.name, one.layout, one.header_row) for one in LEDGER.sheets] == [
            ("检测认证园", Layout.ENQUIRIES, 3),
            ("潘集区", Layout.PROJECTS, 2),
            ("经济开发区", Layout.PROGRESS, 3),
        ]

    def test_has_47_rows_and_every_one_can_be_imported(self) -> None:
        assert [len(one.rows) for one in LEDGER.sheets] == [17, 16, 14]
        assert all(one.importable for one in LEDGER.rows)
        assert not any(one.unreadable for one in LEDGER.rows)

    def test_becomes_25_leads_and_22_projects(self) -> None:
        assert proposals(PARK) == {
            "lead agreement-outstanding": 4,
            "lead negotiating": 3,
            "lead reserved": 10,
        }
        assert proposals(DISTRICT) == {
            "lead registered": 3,
            "lead negotiating": 1,
            "lead agreement-outstanding": 2,
            "project under-construction": 6,
            "project completed": 3,
            "project in-production": 1,
        }
        assert proposals(ZONE) == {
            "project signed": 11,
            "project under-construction": 1,
            "lead negotiating": 1,
            "lead agreement-outstanding": 1,
        }

    def test_reads_the_titles_and_their_times(self) -> None:
        assert PARK.title == "检验检测认证产业园招商项目台账(2019年上半年)"
        assert PARK.period == Effective.in_half_year(2019, 1)
        assert DISTRICT.period is None
        assert ZONE.period == Effective.in_year(2021)

    def test_keeps_the_notes_apart(self) -> None:
        notes = {
            one.name: [s.text for s in one.skipped if s.code == "note"] for one in LEDGER.sheets
        }
        assert notes["检测认证园"] == ["单位:万元 填报:园区招商科 空白为企业未报"]
        assert notes["潘集区"] == []
        assert notes["经济开发区"] == ["注:X 为未公开数,不得按零统计"]

    def test_holds_the_total_against_the_rows_and_imports_none(self) -> None:
        amount, count = PARK.totals
        assert (amount.row, amount.stated, amount.found) == (21, "5000万元", "5000万元")
        assert (count.row, count.stated, count.found) == (21, "2个", "2个")
        assert amount.agreement is count.agreement is Agreement.AGREES
        assert 21 not in {one.row for one in PARK.rows}
        assert not DISTRICT.totals
        assert not ZONE.totals

    def test_knows_the_units_of_the_columns(self) -> None:
        units = {column.header: column.unit for column in DISTRICT.columns if column.unit}
        assert units == {"占地(亩)": "亩", "总投资(亿元)": "亿元"}

    def test_accounts_for_every_line(self) -> None:
        for sheet, last in ((PARK, 21), (DISTRICT, 18), (ZONE, 17)):
            lines = [one.row for one in sheet.rows] + [one.row for one in sheet.skipped]
            assert sorted(lines) == list(range(1, last + 1))


class TestTheTrickyRows:
    def test_a_row_with_its_amount(self) -> None:
        reading = row(PARK, 8)
        assert reading.name == reading.investor == "晋江中纺标检验认证有限公司"
        assert reading.origin == "晋江"
        assert reading.status_word == "在谈"
        assert reading.amount.base == Decimal(20_000_000)
        assert reading.registered == reading.stated == Effective.in_half_year(2019, 1)
        assert reading.remark == "中国纺织科学研究院技术依托"
        assert codes(reading) == {"investor-is-name"}

    def test_a_blank_amount_is_unknown_and_said(self) -> None:
        reading = row(PARK, 11)
        assert reading.amount.value is None
        assert reading.amount.unit == "万元"
        assert reading.registered == Effective.in_month(2019, 6)
        assert "blank-is-unknown" in codes(reading)

    def test_an_origin_cut_short_is_asked_about_and_not_mended(self) -> None:
        reading = row(PARK, 10)
        assert reading.origin == "张家"
        (query,) = reading.queries
        assert query.code == "origin-cut-short"
        assert query.text == "来源地“张家”像是地名未写全，可能是：张家港、张家口、张家界"
        assert [one.row for one in LEDGER.rows if one.queries] == [10]

    def test_a_figure_stored_as_text(self) -> None:
        reading = row(DISTRICT, 3)
        assert (reading.amount.value, reading.amount.unit) == (Decimal(2), "亿元")
        assert reading.area is not None
        assert reading.area.value == Decimal("77.45")
        assert reading.content is not None
        assert reading.content.startswith("其中商业占地29亩")
        assert codes(reading) == {"stage-registered", "undated"}

    def test_about_three(self) -> None:
        amount = row(DISTRICT, 4).amount
        assert (amount.value, amount.qualifier, amount.text) == (Decimal(3), Qualifier.ABOUT, "约3")
        assert amount.base == Decimal(300_000_000)

    def test_a_commencement_among_the_contents(self) -> None:
        reading = row(DISTRICT, 5)
        assert reading.commenced == Effective.in_month(2018, 8)
        assert reading.area is not None
        assert (reading.area.value, reading.area.qualifier) == (Decimal(86), Qualifier.ABOUT)
        assert reading.proposal is not None
        assert reading.proposal.stage == "under-construction"
        assert codes(reading) == {
            "stage-structure-finished",
            "commencement-from-content",
            "undated",
        }

    def test_an_area_with_a_remark(self) -> None:
        reading = row(DISTRICT, 6)
        assert reading.area is not None
        assert (reading.area.value, reading.area.text) == (Decimal(4000), "4000(核心区110)")
        assert reading.remark == "占地(亩)：核心区110"
        assert reading.investor is None
        assert "remark-set-aside" in codes(reading)

    def test_a_row_that_says_next_to_nothing(self) -> None:
        reading = row(DISTRICT, 12)
        assert reading.content == "“十三五”期间引进"
        assert reading.investor is None
        assert reading.stated is None
        assert codes(reading) == {"blank-is-unknown", "undated"}

    @pytest.mark.parametrize(
        ("number", "site"),
        [(4, "X新区"), (7, "X新区"), (8, "尚桥科技工业园"), (13, "尚桥科技工业园"), (14, None)],
    )
    def test_a_merged_block_is_each_rows_own(self, number: int, site: str | None) -> None:
        assert row(ZONE, number).site == site

    def test_an_x_is_undisclosed(self) -> None:
        reading = row(ZONE, 11)
        assert reading.amount.qualifier is Qualifier.UNKNOWN
        assert reading.amount.text == "X"
        assert reading.land_supply == "初步具备供地条件"
        assert reading.stated == Effective.in_year(2021)
        assert reading.registered is None
        assert codes(reading) == {"stage-not-started", "mark-is-unknown", "dated-by-title"}

    @pytest.mark.parametrize(
        ("number", "word", "assumption"),
        [
            (4, "按计划推进", "stage-not-started"),
            (11, "已完成表土剥离", "stage-not-started"),
            (13, "已上报土储中心", "stage-not-started"),
            (14, "将进行厂房改建", "stage-not-started"),
            (15, "已启动装修工程", "stage-fitting-out"),
            (16, "进一步对接", "stage-contact-continues"),
            (17, "已签约", "stage-agreement-outstanding"),
        ],
    )
    def test_a_stage_that_the_word_does_not_say_is_marked(
        self, number: int, word: str, assumption: str
    ) -> None:
        reading = row(ZONE, number)
        assert reading.status_word == word
        assert assumption in codes(reading)


def test_every_lead_stage_proposed_is_one_a_lead_may_be_entered_at() -> None:
    stages = {one.stage for one in PROPOSALS.values() if one.target is Target.LEAD}
    assert stages <= set(ENTRIES)


def test_the_preview_is_json_and_shows_the_table_of_words() -> None:
    shown = json.loads(json.dumps(preview(LEDGER)))
    assert shown["counts"] == {
        "rows": 47,
        "leads": 25,
        "projects": 22,
        "not_importable": 0,
        "with_assumptions": 47,
        "with_queries": 1,
        "with_unreadable": 0,
    }
    words = {one["word"]: (one["target_name"], one["stage_name"]) for one in shown["mapping"]}
    assert words["储备"] == ("线索", "储备")
    assert words["投产"] == ("项目", "已投产")
    assert shown["sheets"][1]["rows"][2]["reference"] == "潘集区!5"
    third = shown["sheets"][1]["rows"][2]
    assert third["facts"] == [
        {
            "act": "commencement",
            "effective": {"from": "2018-08-01", "to": "2018-08-31", "precision": "month"},
            "text": "2018年8月开工",
        }
    ]
    assert third["amount"]["base"] == "348000000.00"
    assert shown["sheets"][0]["totals"][0]["agreement"] == "agrees"
    assert shown["sheets"][0]["skipped"][-1]["kind"] == "合计行，仅用于核对"


def test_reading_twice_reads_the_same() -> None:
    assert read_workbook(SAMPLE.read_bytes()) == LEDGER


def test_no_two_rows_of_the_sample_have_one_fingerprint() -> None:
    assert len({one.fingerprint for one in LEDGER.rows}) == len(LEDGER.rows)


CELLS = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="="), max_size=8),
    st.sampled_from(["X", "约3", "合计", "在谈", "2019年6月", "4000(核心区110)", "6000万-1亿美元"]),
)
ROWS = st.lists(st.lists(CELLS, min_size=7, max_size=7), max_size=5)


def read_rows(rows: list[list[object]]) -> LedgerReading:
    return read_workbook(workbook(["台账"], ENQUIRIES, *rows))


@settings(deadline=None)
@given(ROWS)
def test_any_rows_are_read_and_every_line_is_accounted_for(rows: list[list[object]]) -> None:
    (sheet,) = read_rows(rows).sheets
    lines = [one.row for one in sheet.rows] + [one.row for one in sheet.skipped]
    filled = [number for number, cells in enumerate(rows, start=3) if any(map(is_filled, cells))]
    assert sorted(lines) == list(range(1, max(filled, default=2) + 1))
    json.dumps(preview(read_rows(rows)))


def is_filled(cell: object) -> bool:
    return cell is not None and cell != ""


@settings(deadline=None)
@given(ROWS, st.integers(0, 3))
def test_a_fingerprint_does_not_depend_on_where_a_row_stands(
    rows: list[list[object]], further_down: int
) -> None:
    (here,) = read_rows(rows).sheets
    blank: list[object] = [None] * 7
    (there,) = read_rows([blank] * further_down + rows).sheets
    assert [one.fingerprint for one in here.rows] == [one.fingerprint for one in there.rows]


@settings(deadline=None)
@given(ROWS)
def test_no_figure_is_made_up(rows: list[list[object]]) -> None:
    for reading in read_rows(rows).rows:
        cell = rows[reading.row - 3][4]
        if reading.amount.value is not None:
            assert not isinstance(cell, bool)
            assert any(digit.isdigit() for digit in str(cell))
