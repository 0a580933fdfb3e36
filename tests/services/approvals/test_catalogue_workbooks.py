"""Catalogues as workbooks: a sheet for each group, and faults told by their cell."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from openpyxl import Workbook, load_workbook

from services.approvals.catalogue.columns import SHEETS
from services.approvals.catalogue.reading import read_yaml
from services.approvals.catalogue.sheets import read_workbook, write_workbook
from services.approvals.catalogue.shipped import shipped_catalogue
from services.approvals.catalogue.workbook import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_UNPACKED,
)
from services.approvals.domain.catalogue import BASIC, CatalogueVersion
from shared.kernel.rejected import Rejected
from tests.services.approvals.catalogues import SMALL, catalogues

Change = Callable[[Any], None]


def edited(change: Change) -> bytes:
    """The small catalogue as somebody changed it in a spreadsheet program."""
    workbook = load_workbook(BytesIO(write_workbook(read_yaml(SMALL))))
    change(workbook)
    saved = BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def faults(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as refused:
        read_workbook(data)
    assert refused.value.code == "catalogue-unreadable"
    found: Any = refused.value.facts["faults"]
    return [(one["code"], one["place"]) for one in found]


def column(sheet: Any, heading: str) -> str:
    (found,) = [cell.column_letter for cell in sheet[1] if cell.value == heading]
    return str(found)


def put(sheet: str, heading: str, row: int, value: object) -> Change:
    def change(workbook: Any) -> None:
        page = workbook[sheet]
        page[f"{column(page, heading)}{row}"] = value

    return change


@pytest.mark.parametrize("catalogue", [BASIC, shipped_catalogue()], ids=["basic", "shipped"])
def test_what_is_written_reads_as_it_was(catalogue: CatalogueVersion) -> None:
    assert read_workbook(write_workbook(catalogue)) == catalogue


@settings(max_examples=15, deadline=None)
@given(catalogues)
def test_any_catalogue_reads_as_it_was(catalogue: CatalogueVersion) -> None:
    assert read_workbook(write_workbook(catalogue)) == catalogue


def test_the_sheets_and_their_words_are_chinese() -> None:
    workbook = load_workbook(BytesIO(write_workbook(read_yaml(SMALL))))
    assert workbook.sheetnames == [
        *("版本", "部门", "阶段", "情形问题", "事项", "前置", "模板", "联合办理"),
    ]
    items = workbook["事项"]
    row = {heading.value: cell.value for heading, cell in zip(items[1], items[3], strict=True)}
    assert row["类型"] == "许可"
    assert (row["法定时限·天数"], row["法定时限·单位"], row["法定时限·起算"]) == (
        20,
        "工作日",
        "受理",
    )
    assert row["法律依据"] == "某法第十五条"
    assert row["法律依据·已核实"] == "是"
    needs = [[cell.value for cell in line] for line in workbook["前置"].iter_rows(min_row=2)]
    assert needs[1][:5] == [None, "开工", "A14", "可开工", "法定"]


def test_no_two_columns_of_a_sheet_are_headed_alike() -> None:
    for columns in SHEETS.values():
        headings = [one.heading for one in columns]
        assert len(headings) == len(set(headings))


def test_a_cell_may_be_typed_as_people_type() -> None:
    def change(workbook: Any) -> None:
        put("版本", "生效日期", 2, date(2027, 1, 1))(workbook)
        put("事项", "法定时限·天数", 3, 20.0)(workbook)
        put("事项", "法律依据·已核实", 3, value=True)(workbook)
        put("事项", "类型", 3, "licence")(workbook)
        put("事项", "备注", 3, "   ")(workbook)
        put("事项", "备注", 9, "   ")(workbook)
        put("阶段", "编码", 2, 1)(workbook)

    assert read_workbook(edited(change)) == read_yaml(SMALL)


def test_a_text_that_begins_like_a_formula_stays_a_text() -> None:
    text = SMALL.replace("name: 节能审查", 'name: "=HYPERLINK(1)"')
    written = write_workbook(read_yaml(text))
    assert load_workbook(BytesIO(written))["事项"]["B3"].data_type == "s"
    assert read_workbook(written) == read_yaml(text)


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (put("事项", "类型", 3, "特许"), "word-unknown", "事项!C3"),
        (put("事项", "法定时限·单位", 3, "星期"), "word-unknown", "事项!M3"),
        (put("事项", "法定时限·天数", 3, "二十"), "wrong-type", "事项!L3"),
        (put("事项", "编码", 3, "A01"), "code-twice", "事项!3"),
        (put("事项", "名称", 3, None), "missing", "事项!3"),
        (put("事项", "适用条件", 3, "energy"), "line-unreadable", "事项!J3"),
        (put("事项", "申请材料", 3, "材料"), "line-unreadable", "事项!AM3"),
        (put("事项", "申请材料", 4, "材料"), "missing", "事项!4"),
        (put("前置", "前置（任一即可）", 2, "备案"), "code-malformed", "前置!C2"),
        (put("前置", "前置（任一即可）", 2, None), "wrong-type", "前置!2"),
        (put("前置", "依据性质", 2, "听说"), "word-unknown", "前置!E2"),
        (put("前置", "事项或节点", 2, "Z99"), "need-of-nothing", "前置!2"),
        (put("前置", "适用模板", 2, "Z99"), "need-of-nothing", "前置!2"),
        (put("前置", "事项或节点", 2, None), "need-of-nothing", "前置!2"),
        (put("阶段", "适用模板", 2, "Z99"), "need-of-nothing", "阶段!2"),
        (put("阶段", "部门分担", 2, "housing"), "line-unreadable", "阶段!H2"),
        (put("阶段", "部门分担", 2, "housing=几天"), "wrong-type", "阶段!H2"),
        (put("阶段", "承诺天数", 2, "两周"), "wrong-type", "阶段!F2"),
        (put("情形问题", "选项", 2, "approval"), "line-unreadable", "情形问题!D2"),
        (put("情形问题", "选项", 2, "a 甲\na 乙"), "code-twice", "情形问题!D2"),
        (put("模板", "类型", 2, 11), "number-out-of-bounds", "模板!C2"),
        (put("模板", "预设答案", 2, "track=备案"), "code-malformed", "模板!D2"),
        (put("版本", "生效日期", 2, "明年"), "date-malformed", "版本!B2"),
        (put("版本", "默认模板", 2, None), "missing", "版本!2"),
        (put("部门", "名称", 3, None), "missing", "部门!3"),
    ],
)
def test_every_fault_is_told_with_its_cell(change: Change, code: str, place: str) -> None:
    assert (code, place) in faults(edited(change))


def test_columns_and_sheets_that_are_not_known() -> None:
    def change(workbook: Any) -> None:
        workbook["事项"]["A1"] = "编号"
        workbook["部门"]["C1"] = "名称"

    found = faults(edited(change))
    assert found[:2] == [("column-twice", "部门!C1"), ("column-unknown", "事项!A1")]
    assert ("missing", "事项!2") in found
    assert faults(edited(lambda workbook: workbook.remove(workbook["前置"]))) == [
        ("sheet-missing", "前置")
    ]


def test_a_sheet_nobody_asked_for_does_no_harm() -> None:
    assert read_workbook(edited(lambda book: book.create_sheet("说明"))) == read_yaml(SMALL)


def with_part(content: bytes) -> bytes:
    written = BytesIO(write_workbook(read_yaml(SMALL)))
    with ZipFile(written, "a") as archive:
        archive.writestr("xl/more.xml", content)
    return written.getvalue()


def wide(workbook: Workbook) -> None:
    workbook["部门"].cell(2, MOST_COLUMNS + 1).value = "x"


def long(workbook: Workbook) -> None:
    for number in range(MOST_ROWS + 1):
        workbook["部门"].append([f"d{number}", "x"])


def unpacking() -> bytes:
    return with_part(b"<a>" + b" " * MOST_UNPACKED + b"</a>")


@pytest.mark.parametrize(
    "sent",
    [
        lambda: b"",
        lambda: b"not a zip",
        lambda: write_workbook(read_yaml(SMALL))[:2000],
        lambda: b"x" * (MOST_BYTES + 1),
        lambda: with_part(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        lambda: with_part('<?xml version="1.0"?><!DOCTYPE a><a/>'.encode("utf-16")),
        lambda: with_part(b"<a"),
        unpacking,
        lambda: edited(wide),
        lambda: edited(long),
    ],
    ids=["empty", "text", "cut", "large", "entity", "utf-16", "broken", "bomb", "wide", "long"],
)
def test_what_is_no_workbook_of_ours(sent: Callable[[], bytes]) -> None:
    assert faults(sent()) == [("workbook-broken", "xlsx")]


def test_a_zip_that_is_no_workbook() -> None:
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        archive.writestr("a.txt", b"x")
    assert faults(written.getvalue()) == [("workbook-broken", "xlsx")]
