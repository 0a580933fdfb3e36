"""Workbooks made for a test: good ones by openpyxl, bad ones by hand."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from services.leads import importing

SAMPLE = Path(importing.__file__).parent / "sample" / "ledger.xlsx"

ENQUIRIES = ["序号", "企业(项目)名称", "来源地", "进展阶段", "意向投资额(万元)", "登记时间", "备注"]
PROJECTS = ["项目名称", "投资主体", "选址", "占地(亩)", "总投资(亿元)", "建设内容", "当前进展"]


def workbook(
    *rows: Sequence[object], merges: Sequence[str] = (), title: str = "台账", hidden: bool = False
) -> bytes:
    """A workbook of one sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    if hidden:
        sheet.sheet_state = "hidden"
        book.create_sheet("前言")
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(data: bytes, changed: dict[str, bytes | None]) -> bytes:
    """The same archive with some parts put in, replaced, or (None) left out."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, content in changed.items():
            if content is not None:
                new.writestr(name, content)
    return stream.getvalue()


def part(data: bytes, name: str) -> bytes:
    """One part of an archive."""
    with ZipFile(BytesIO(data)) as archive:
        return archive.read(name)


def with_sheet_xml(inner: str, before: str = "") -> bytes:
    """A workbook whose only sheet has this XML for its rows."""
    sheet = (
        f'<?xml version="1.0"?>{before}'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{inner}</worksheet>"
    )
    return repacked(workbook(["x"]), {"xl/worksheets/sheet1.xml": sheet.encode()})
