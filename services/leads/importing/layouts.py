"""The layouts of ledgers we know: by which words a header row and its columns are recognised."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from shared.kernel.units import UNITS


class Field(StrEnum):
    """栏目: what a column holds."""

    NUMBER = "number"
    NAME = "name"
    INVESTOR = "investor"
    ORIGIN = "origin"
    STATUS = "status"
    AMOUNT = "amount"
    AREA = "area"
    SITE = "site"
    CONTENT = "content"
    LAND_SUPPLY = "land_supply"
    REGISTERED = "registered"
    REMARK = "remark"


HEADER_WORDS = {
    Field.NUMBER: ("序号", "编号"),
    Field.NAME: ("企业(项目)名称", "项目(企业)名称", "项目名称", "企业名称", "项目"),
    Field.INVESTOR: ("投资主体", "投资方", "投资单位", "投资企业"),
    Field.ORIGIN: ("来源地", "投资来源地", "客商来源"),
    Field.STATUS: ("进展阶段", "当前进展", "推进情况", "项目进展", "进展情况"),
    Field.AMOUNT: ("意向投资额", "总投资", "总投资额", "计划总投资", "投资额"),
    Field.AREA: ("占地", "占地面积", "用地面积", "用地"),
    Field.SITE: ("选址", "区块", "建设地点", "地块"),
    Field.CONTENT: ("建设内容", "建设规模及内容", "主要建设内容", "项目内容"),
    Field.LAND_SUPPLY: ("供地情况", "用地情况"),
    Field.REGISTERED: ("登记时间", "登记日期"),
    Field.REMARK: ("备注", "说明"),
}
_FIELD_OF = {word: field for field, words in HEADER_WORDS.items() for word in words}


class Layout(StrEnum):
    """表样: which kind of ledger a sheet is."""

    ENQUIRIES = "enquiries"
    PROJECTS = "projects"
    PROGRESS = "progress"


# A sheet is of a layout when its header row has at least these; the order of columns is free.
REQUIRED = {
    Layout.ENQUIRIES: {Field.NAME, Field.ORIGIN, Field.STATUS, Field.REGISTERED},
    Layout.PROJECTS: {Field.NAME, Field.INVESTOR, Field.STATUS, Field.CONTENT},
    Layout.PROGRESS: {Field.NAME, Field.LAND_SUPPLY, Field.STATUS},
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """列: a header as it is written, what it holds (None when nobody knows), and its unit."""

    index: int
    header: str
    field: Field | None
    unit: str | None


_UNIT_IN_HEADER = re.compile(r"(.+?)[(\[](?:单位:)?([^()\[\]]+)[)\]]")


def read_header(cells: list[str]) -> tuple[Layout, list[Column]] | None:
    """Return the layout and columns if this row is the header of a ledger we know."""
    columns = [_column(index, text) for index, text in enumerate(cells, start=1) if text]
    fields = {column.field for column in columns}
    fitting = [layout for layout, required in REQUIRED.items() if required <= fields]
    if not fitting:
        return None
    return fitting[0], columns


def _column(index: int, header: str) -> Column:
    word = "".join(unicodedata.normalize("NFKC", header).split())
    unit = None
    found = _UNIT_IN_HEADER.fullmatch(word)
    if found and found[2] in UNITS:
        word, unit = found[1], found[2]
    return Column(index=index, header=header, field=_FIELD_OF.get(word), unit=unit)
