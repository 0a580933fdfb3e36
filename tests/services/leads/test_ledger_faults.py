"""Files that are no ledger, or that somebody made to do harm: refused by name, before any harm."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from services.leads.importing import archive, sheet_scan
from services.leads.importing import workbook as reading
from services.leads.importing.ledger import read_workbook
from shared.kernel.rejected import Rejected
from tests.services.leads.workbooks import (
    ENQUIRIES,
    SAMPLE,
    part,
    repacked,
    saved,
    with_sheet_xml,
    workbook,
)

COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
GOOD = workbook(["台账"], ENQUIRIES, [1, "华大基因", "深圳", "储备", None, "2019年6月", None])


def refusal(data: bytes) -> Rejected:
    with pytest.raises(Rejected) as caught:
        read_workbook(data)
    return caught.value


def formula_without_result() -> bytes:
    return workbook(ENQUIRIES, [1, "华大基因", "深圳", "储备", "=SUM(1,2)", "2019年6月", None])


def with_macros() -> bytes:
    return repacked(GOOD, {"xl/vbaProject.bin": b"Sub Main()"})


def for_macros() -> bytes:
    types = part(GOOD, "[Content_Types].xml").replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"ms-excel.sheet.macroEnabled.main+xml",
    )
    return repacked(GOOD, {"[Content_Types].xml": types})


def another_kind_of_document() -> bytes:
    types = part(GOOD, "[Content_Types].xml").replace(b"spreadsheetml", b"wordprocessingml")
    return repacked(GOOD, {"[Content_Types].xml": types})


def with_password_on_the_zip() -> bytes:
    data = bytearray(GOOD)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(signature, place + 4)
    return bytes(data)


def with_a_document_type() -> bytes:
    return with_sheet_xml("<sheetData/>", before='<!DOCTYPE x [<!ENTITY a "aa">]>')


def cut_off_in_the_middle() -> bytes:
    content = part(GOOD, "xl/worksheets/sheet1.xml")
    return repacked(GOOD, {"xl/worksheets/sheet1.xml": content[: len(content) // 2]})


def damaged_inside() -> bytes:
    data = bytearray(GOOD)
    place = data.find(b"xl/worksheets/sheet1.xml")
    data[place + 40 : place + 60] = bytes(20)
    return bytes(data)


def listed_twice() -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w") as made:
        made.writestr("[Content_Types].xml", "<a/>")
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("[Content_Types].xml", "<b/>")
    return stream.getvalue()


def with_a_sheet_of_nonsense() -> bytes:
    return with_sheet_xml('<sheetData><row r="1"><c r="A1" t="s"><v>999</v></c></row></sheetData>')


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"", "ledger-not-a-workbook"),
        (lambda: b"name,amount\nx,1\n", "ledger-not-a-workbook"),
        (lambda: b"PK\x05\x06" + bytes(18), "ledger-not-a-workbook"),
        (lambda: repacked(GOOD, {"[Content_Types].xml": None}), "ledger-not-a-workbook"),
        (another_kind_of_document, "ledger-not-a-workbook"),
        (listed_twice, "ledger-not-a-workbook"),
        (lambda: COMPOUND + bytes(600), "ledger-old-format"),
        (
            lambda: COMPOUND + "EncryptedPackage".encode("utf-16-le"),
            "ledger-password-protected",
        ),
        (with_password_on_the_zip, "ledger-password-protected"),
        (with_macros, "ledger-has-macros"),
        (for_macros, "ledger-has-macros"),
        (with_a_document_type, "ledger-damaged"),
        (cut_off_in_the_middle, "ledger-damaged"),
        (damaged_inside, "ledger-damaged"),
        (with_a_sheet_of_nonsense, "ledger-damaged"),
        (formula_without_result, "ledger-formula-uncalculated"),
        (lambda: workbook(["姓名", "电话"], ["张三", 1]), "ledger-layout-unknown"),
        (workbook, "ledger-layout-unknown"),
    ],
)
def test_a_bad_file_is_refused_by_name(make: Callable[[], bytes], code: str) -> None:
    assert refusal(make()).code == code


def test_the_cells_to_be_calculated_are_named() -> None:
    assert refusal(formula_without_result()).facts == {"sheet": "台账", "cells": ["E2"]}


def cell(reference: str, content: str = "<v>1</v>") -> str:
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<sheetData><row r="{row}"><c r="{reference}">{content}</c></row></sheetData>'


class TestBombs:
    def test_a_file_too_large_is_not_even_opened(self) -> None:
        assert refusal(bytes(archive.MOST_BYTES + 1)).code == "ledger-too-large"

    def test_what_unpacks_to_too_much_is_not_unpacked(self) -> None:
        bomb = repacked(GOOD, {"xl/media/zeros.bin": bytes(archive.MOST_UNPACKED)})
        assert len(bomb) < 1_000_000
        assert refusal(bomb).code == "ledger-too-large"

    def test_too_many_parts(self) -> None:
        parts: dict[str, bytes | None] = {
            f"xl/media/{n}.bin": b"" for n in range(archive.MOST_PARTS)
        }
        assert refusal(repacked(GOOD, parts)).code == "ledger-too-large"

    def test_too_many_sheets(self) -> None:
        book = Workbook()
        for number in range(reading.MOST_SHEETS):
            book.create_sheet(f"{number}")
        assert refusal(saved(book)).code == "ledger-too-large"

    @pytest.mark.parametrize(
        ("inner", "code"),
        [
            (cell("A10001"), "ledger-too-many-rows"),
            (cell("A1048576"), "ledger-too-many-rows"),
            (cell("CW1"), "ledger-too-many-columns"),
            (cell("XFD1"), "ledger-too-many-columns"),
            (cell("CV10000"), "ledger-too-large"),
            (
                '<sheetData><row r="9000"><c r="A9000"><v>1</v></c></row></sheetData><mergeCells>'
                + '<mergeCell ref="A1:XFD1048576"/>' * 30
                + "</mergeCells>",
                "ledger-too-large",
            ),
            (
                "<sheetData/><mergeCells>"
                + '<mergeCell ref="A1:B2"/>' * (sheet_scan.MOST_MERGES + 1)
                + "</mergeCells>",
                "ledger-too-large",
            ),
            (
                f"<sheetData><row>{'<c/>' * (sheet_scan.MOST_CELLS + 1)}</row></sheetData>",
                "ledger-too-large",
            ),
        ],
    )
    def test_a_sheet_that_would_fill_memory(self, inner: str, code: str) -> None:
        assert refusal(with_sheet_xml(inner)).code == code

    @pytest.mark.parametrize(
        "inner",
        [
            cell("A1", "<v>1</v>") + '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
            cell("A1") + '<hyperlinks><hyperlink ref="A1:XFD1048576" display="x"/></hyperlinks>',
            '<sheetData><row><c><v>1</v></c></row><row r="1048576" s="1"/></sheetData>',
            '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row></sheetData>',
        ],
    )
    def test_a_style_a_link_or_a_merge_over_a_million_rows_costs_nothing(self, inner: str) -> None:
        assert refusal(with_sheet_xml(inner)).code == "ledger-layout-unknown"


class TestWhatIsNoFault:
    def test_a_picture_beside_the_sheets(self) -> None:
        assert read_workbook(repacked(GOOD, {"xl/media/map.png": b"\x89PNG"})).rows

    def test_a_formula_with_its_result(self) -> None:
        (grid,) = reading.read_grids(with_sheet_xml(cell("A1", "<f>1+2</f><v>3</v>")))
        assert grid.rows == ((3,),)

    def test_a_formula_whose_result_is_an_empty_text(self) -> None:
        content = '<sheetData><row><c t="str"><f>""</f><v></v></c><c><v>1</v></c></row></sheetData>'
        (grid,) = reading.read_grids(with_sheet_xml(content))
        assert grid.rows == ((None, 1),)

    def test_a_formula_error_is_an_unreadable_cell_of_its_row(self) -> None:
        book = Workbook()
        book.active.append(ENQUIRIES)
        book.active.append([1, "华大基因", "#REF!", "储备", "#DIV/0!", "2019年6月", None])
        for letter in "CE":
            book.active[f"{letter}2"].data_type = "e"
        (row,) = read_workbook(saved(book)).rows
        assert [note.code for note in row.unreadable] == ["cell-error", "quantity-unreadable"]
        assert row.amount.text == "#DIV/0!"
        assert row.origin is None

    def test_texts_stored_in_the_cell(self) -> None:
        inline = cell("B2", "<is><t>文字</t></is>").replace('<c r="B2"', '<c r="B2" t="inlineStr"')
        (grid,) = reading.read_grids(with_sheet_xml(inline))
        assert grid.rows == ((None, None), (None, "文字"))


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=300))
def test_any_bytes_are_refused(data: bytes) -> None:
    assert refusal(b"PK\x03\x04" + data).code.startswith("ledger-")


@settings(deadline=None)  # the machine may be busy
@given(st.integers(0, len(SAMPLE.read_bytes()) - 1), st.integers(0, 255))
def test_one_byte_changed_is_read_or_refused(place: int, byte: int) -> None:
    data = bytearray(SAMPLE.read_bytes())
    data[place] = byte
    assert outcome(bytes(data)).startswith(("read", "ledger-"))


def outcome(data: bytes) -> str:
    try:
        return f"read {len(read_workbook(data).rows)}"
    except Rejected as refused:
        return refused.code
