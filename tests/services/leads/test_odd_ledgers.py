"""Ledgers as people really keep them: what is odd in them is read, said, or left unread."""

from datetime import date, datetime

import pytest

from services.leads.importing.ledger import read_workbook
from services.leads.importing.reading import Act, Agreement, RowReading, SheetReading
from shared.kernel.effective import Effective
from tests.services.leads.workbooks import ENQUIRIES, PROJECTS, workbook

ENQUIRY = {
    "number": 1,
    "name": "浙江九安检测",
    "origin": "浙江",
    "status": "在谈",
    "amount": 2000,
    "registered": "2019年6月",
    "remark": None,
}
PROJECT = {
    "name": "潘集电厂项目",
    "investor": "三峡集团",
    "site": "平圩镇",
    "area": 41,
    "amount": "约3",
    "content": None,
    "status": "在建",
}


def enquiry(**said: object) -> list[object]:
    return list((ENQUIRY | said).values())


def project(**said: object) -> list[object]:
    return list((PROJECT | said).values())


def sheet_of(*rows: list[object], header: list[str] = ENQUIRIES, **made: object) -> SheetReading:
    data = workbook(["台账"], header, *rows, **made)  # type: ignore[arg-type] # merges, title, hidden
    return read_workbook(data).sheets[0]


def only(*rows: list[object], header: list[str] = ENQUIRIES, **made: object) -> RowReading:
    return sheet_of(*rows, header=header, **made).rows[0]


def unreadable(reading: RowReading) -> list[str]:
    return [note.code for note in reading.unreadable]


def assumptions(reading: RowReading) -> list[str]:
    return [note.code for note in reading.assumptions]


def queries(reading: RowReading) -> list[str]:
    return [note.code for note in reading.queries]


class TestUnreadable:
    def test_a_stage_that_is_not_in_the_table(self) -> None:
        reading = only(enquiry(status="基本敲定"))
        assert unreadable(reading) == ["status-unknown"]
        assert reading.unreadable[0].text == "“进展阶段”的“基本敲定”不在对照表中"
        assert reading.status_word == "基本敲定"
        assert reading.proposal is None
        assert not reading.importable

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            ({"status": None}, "status-missing"),
            ({"name": None}, "name-missing"),
            ({"amount": "三千"}, "quantity-unreadable"),
            ({"amount": -5}, "quantity-negative"),
            ({"amount": True}, "quantity-unreadable"),
            ({"amount": datetime(2019, 3, 5)}, "quantity-unreadable"),  # noqa: DTZ001 - as Excel has it
            ({"registered": "2019年底"}, "date-unreadable"),
            ({"registered": 2019.1}, "date-ambiguous"),
            ({"remark": "长" * 2001}, "cell-too-long"),
        ],
    )
    def test_a_cell_that_says_nothing_we_know(self, said: dict[str, object], code: str) -> None:
        assert unreadable(only(enquiry(**said))) == [code]

    def test_an_unreadable_figure_keeps_its_words_and_the_row(self) -> None:
        reading = only(enquiry(amount="三千"))
        assert reading.amount.value is None
        assert reading.amount.text == "三千"
        assert reading.importable

    def test_a_figure_in_no_unit(self) -> None:
        header = [word.replace("(万元)", "") for word in ENQUIRIES]
        assert unreadable(only(enquiry(), header=header)) == ["unit-missing"]
        assert assumptions(only(enquiry(amount=None), header=header)) == [
            "investor-is-name",
            "blank-is-unknown",
        ]

    def test_one_figure_for_two_rows_belongs_to_neither(self) -> None:
        rows = sheet_of(enquiry(), enquiry(name="四川升拓检测", amount=None), merges=["E3:E4"]).rows
        assert [unreadable(row) for row in rows] == [["quantity-merged"]] * 2
        assert all(row.amount.value is None for row in rows)

    def test_one_name_for_two_rows_is_neithers(self) -> None:
        rows = sheet_of(enquiry(), enquiry(name=None), merges=["B3:B4"]).rows
        assert [unreadable(row) for row in rows] == [["name-merged"]] * 2

    def test_a_mark_for_undisclosed_instead_of_a_name(self) -> None:
        assert unreadable(only(enquiry(name="X"))) == ["name-missing"]


class TestTimes:
    @pytest.mark.parametrize(
        ("cell", "expected"),
        [
            (datetime(2019, 6, 3), Effective.on_day(date(2019, 6, 3))),  # noqa: DTZ001 - as Excel has it
            (2019, Effective.in_year(2019)),
            (2019.6, Effective.in_month(2019, 6)),
            ("2019.10", Effective.in_month(2019, 10)),
        ],
    )
    def test_are_read_from_whatever_the_cell_is(self, cell: object, expected: Effective) -> None:
        assert only(enquiry(registered=cell)).registered == expected

    def test_that_are_missing_are_those_of_the_title(self) -> None:
        data = workbook(["台账(2019年6月)"], ENQUIRIES, enquiry(registered=None))
        reading = read_workbook(data).sheets[0].rows[0]
        assert reading.registered is None
        assert reading.stated == Effective.in_month(2019, 6)
        assert "dated-by-title" in assumptions(reading)

    @pytest.mark.parametrize(
        "title", ["台账(2019年-2021年)", "2019年一季度台账", "2019年和2020年", ""]
    )
    def test_of_a_title_that_names_no_one_time(self, title: str) -> None:
        data = workbook([title], ENQUIRIES, enquiry(registered=None))
        assert read_workbook(data).sheets[0].period is None


class TestDatedFacts:
    @pytest.mark.parametrize(
        ("content", "act", "expected"),
        [
            ("2018年8月开工", Act.COMMENCEMENT, Effective.in_month(2018, 8)),
            ("一期厂房；项目已于2018年8月正式开工", Act.COMMENCEMENT, Effective.in_month(2018, 8)),
            ("2019年上半年竣工", Act.COMPLETION, Effective.in_half_year(2019, 1)),
            ("2020年建成", Act.COMPLETION, Effective.in_year(2020)),
            ("2020年5月8日投产", Act.PRODUCTION, Effective.on_day(date(2020, 5, 8))),
        ],
    )
    def test_are_read_where_plainly_said(self, content: str, act: Act, expected: Effective) -> None:
        (fact,) = only(project(content=content, status="投产"), header=PROJECTS).facts
        assert (fact.act, fact.effective) == (act, expected)

    @pytest.mark.parametrize(
        "content", ["预计2019年8月开工", "二期2020年竣工", "2018年13月开工", "2018年8月底开工"]
    )
    def test_are_only_asked_about_otherwise(self, content: str) -> None:
        reading = only(project(content=content), header=PROJECTS)
        assert not reading.facts
        assert queries(reading) == ["milestone-not-read"]

    def test_that_do_not_go_with_the_stage_are_asked_about(self) -> None:
        reading = only(project(content="2018年8月开工", status="在谈"), header=PROJECTS)
        assert queries(reading) == ["milestone-before-project"]
        unknown = only(project(content="2018年8月开工", status="敲定"), header=PROJECTS)
        assert queries(unknown) == ["milestone-before-project"]
        assert only(project(), header=PROJECTS).commenced is None


class TestTotals:
    def checks(self, *rows: list[object], header: list[str] = ENQUIRIES) -> list[Agreement]:
        return [check.agreement for check in sheet_of(*rows, header=header).totals]

    def total(self, amount: object, remark: object = None, word: str = "合计") -> list[object]:
        return [word, None, None, None, amount, None, remark]

    def test_that_differ_are_said_to(self) -> None:
        (check,) = sheet_of(enquiry(), self.total(5000)).totals
        assert check.agreement is Agreement.DIFFERS
        assert check.text == "合计为 5000万元，各行已知数为 2000万元"

    def test_add_up_over_units(self) -> None:
        rows = [enquiry(amount="1亿元"), enquiry(name="华大基因", amount="约500")]
        assert self.checks(*rows, self.total(10500)) == [Agreement.AGREES]

    @pytest.mark.parametrize(
        ("cell", "stated"), [("3000-5000", 2000), ("300万美元", 2000), (2000, "若干"), (2000, "X")]
    )
    def test_that_cannot_be_compared(self, cell: object, stated: object) -> None:
        assert self.checks(enquiry(amount=cell), self.total(stated)) == [Agreement.NOT_COMPARABLE]

    def test_of_thirds_of_a_mu_lose_nothing(self) -> None:
        rows = [project(name=f"项目{n}", area="0.0001", amount=None) for n in range(7)]
        total: list[object] = ["合计", None, None, "0.0007", None, None, None]
        assert self.checks(*rows, total, header=PROJECTS) == [Agreement.AGREES]

    def test_of_a_part_are_about_that_part(self) -> None:
        rows = [
            enquiry(),
            self.total(2000, word="小 计"),
            enquiry(name="华大基因", amount=500),
            self.total(500, word="小计"),
            self.total(2500, "有金额的3个", word="总计:"),
        ]
        assert self.checks(*rows) == [Agreement.AGREES] * 3 + [Agreement.DIFFERS]


class TestLayout:
    def test_the_order_of_columns_is_free(self) -> None:
        reading = only(list(reversed(enquiry())), header=list(reversed(ENQUIRIES)))
        assert (reading.name, reading.amount.text) == ("浙江九安检测", "2000")

    def test_full_width_headers_are_headers(self) -> None:
        header = [word.replace("(", "（").replace(")", "）") for word in ENQUIRIES]
        assert only(enquiry(), header=header).amount.text == "2000"

    def test_a_unit_may_stand_in_a_note(self) -> None:
        header = [word.replace("(万元)", "") for word in ENQUIRIES]
        data = workbook(["台账"], ["单位： 亿元；占地单位:很多"], header, enquiry(amount=2))
        sheet = read_workbook(data).sheets[0]
        assert sheet.rows[0].amount.unit == "亿元"
        assert [one.code for one in sheet.skipped] == ["title", "note", "header"]

    def test_columns_nobody_knows_are_named_and_left(self) -> None:
        header = [*ENQUIRIES, "联系人", "备注"]
        sheet = sheet_of([*enquiry(remark="甲"), "张三", "乙"], header=header)
        assert [(note.code, note.column) for note in sheet.notes] == [
            ("column-unknown", "联系人"),
            ("column-repeated", "备注"),
        ]
        assert sheet.rows[0].remark == "甲"

    def test_a_sheet_without_such_a_header_is_left_unread(self) -> None:
        data = workbook(["台账"], ENQUIRIES, enquiry(), hidden=True)
        ledger, foreword = read_workbook(data).sheets
        assert [note.code for note in ledger.notes] == ["sheet-hidden"]
        assert len(ledger.rows) == 1
        assert [note.code for note in foreword.notes] == ["sheet-empty"]

    def test_notes_and_blanks_below_the_header_are_no_rows(self) -> None:
        section: list[object] = ["一、在谈项目"]
        sheet = sheet_of(
            section,
            enquiry(),
            [2, *[None] * 6],
            ["注：空白为企业未报"],
            enquiry(name="华大基因"),
            merges=["A3:G3"],
            header=ENQUIRIES,
        )
        assert [row.row for row in sheet.rows] == [4, 7]
        assert [(one.row, one.code) for one in sheet.skipped[2:]] == [
            (3, "note"),
            (5, "blank"),
            (6, "note"),
        ]

    def test_a_company_is_not_made_an_investor_where_the_ledger_has_a_column_for_it(self) -> None:
        assert only(project(investor=None), header=PROJECTS).investor is None


class TestRepetitions:
    def test_the_same_row_again(self) -> None:
        rows = sheet_of(enquiry(), enquiry(number=2)).rows
        assert [queries(row) for row in rows] == [[], ["row-repeated"]]
        assert rows[1].queries[0].text == "与第 3 行内容完全相同"
        assert rows[0].fingerprint == rows[1].fingerprint

    def test_the_same_name_again(self) -> None:
        rows = sheet_of(enquiry(), enquiry(name="浙江九安检测有限公司")).rows
        assert [queries(row) for row in rows] == [[], ["name-repeated"]]
        assert rows[0].fingerprint != rows[1].fingerprint

    def test_two_rows_without_a_name_are_not_the_same(self) -> None:
        rows = sheet_of(enquiry(name=None), enquiry(name=None, amount=1)).rows
        assert [queries(row) for row in rows] == [[], []]


class TestPlaces:
    @pytest.mark.parametrize("origin", ["浙江", "张家港", "张", None, "北京"])
    def test_a_name_of_its_own_is_not_asked_about(self, origin: str | None) -> None:
        assert queries(only(enquiry(origin=origin))) == []

    def test_the_likely_completion_comes_first(self) -> None:
        reading = only(enquiry(name="张家口某某检测", origin="张家"))
        assert reading.queries[0].text.endswith("张家口、张家港、张家界")
