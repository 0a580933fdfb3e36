"""The columns of a catalogue's workbook: where in the data each stands, its heading, its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from shared.kernel.texts.catalogue import COLUMNS, WORDS

Path = tuple[str, ...]


class Form(Enum):
    """单元格形式: one value, codes side by side, a line each, or a pair on each line."""

    VALUE = "value"
    CODES = "codes"
    LINES = "lines"
    PAIRS = "pairs"


@dataclass(frozen=True)
class Column:
    """列: a path into the data; `words` are what people read instead of the fixed codes."""

    path: Path
    form: Form = Form.VALUE
    words: Mapping[str, str] | None = None
    between: str = ""

    @property
    def heading(self) -> str:
        """The heading, from the outer to the inner; a citation's text is headed as itself."""
        cited = self.path[1:] and self.path[-1] == "text"
        return "·".join(COLUMNS[step] for step in (self.path[:-1] if cited else self.path))


YES_NO = WORDS["yes-no"]


def _plain(*names: str) -> tuple[Column, ...]:
    return tuple(Column((name,)) for name in names)


def _cited(*path: str) -> tuple[Column, ...]:
    return (
        Column((*path, "text")),
        Column((*path, "verified"), words=YES_NO),
        Column((*path, "in_force_from")),
        Column((*path, "in_force_until")),
    )


def _limit(name: str) -> tuple[Column, ...]:
    return (
        Column((name, "days")),
        Column((name, "unit"), words=WORDS["unit"]),
        Column((name, "unit_verified"), words=YES_NO),
        Column((name, "starts_on"), words=WORDS["starts_on"]),
        Column((name, "binds"), words=WORDS["binds"]),
        Column((name, "warn_days")),
        *_cited(name, "source"),
    )


VERSION = _plain("version", "effective_from", "effective_until", "default_template")
DEPARTMENTS = _plain("id", "name")
STAGES = (
    *_plain("template", "code", "name", "lead"),
    Column(("completes",), words=WORDS["completes"]),
    *_plain("promised_days"),
    Column(("items",), Form.CODES),
    Column(("shares",), Form.PAIRS, between="="),
)
QUESTIONS = (
    *_plain("code", "text", "unit"),
    Column(("choices",), Form.PAIRS, between=" "),
)
ITEMS = (
    *_plain("code", "name"),
    Column(("kind",), words=WORDS["item-kind"]),
    *_plain("stage", "department"),
    *_cited("legal_basis"),
    Column(("applies",)),
    Column(("gates_commencement",), words=YES_NO),
    *_limit("statutory"),
    *_limit("promised"),
    *_plain("notice_days", "extension_days", "supplement_article"),
    Column(("statutory_stops",), Form.LINES),
    Column(("mode",), words=WORDS["mode"]),
    Column(("variant_of",)),
    Column(("after_supplement",), words=WORDS["after_supplement"]),
    Column(("materials",), Form.LINES),
    Column(("omission", "days")),
    *_cited("omission", "source"),
    Column(("commitment", "check_days")),
    *_cited("commitment", "source"),
    Column(("validity", "length")),
    Column(("validity", "span"), words=WORDS["span"]),
    Column(("validity", "meaning"), words=WORDS["meaning"]),
    Column(("validity", "extensions")),
    Column(("validity", "extension_length")),
    Column(("validity", "ask_days_before")),
    Column(("validity", "from_decision"), words=YES_NO),
    *_cited("validity", "source"),
    Column(("suspension", "report_months")),
    Column(("suspension", "verify_after_months")),
    *_cited("suspension", "source"),
    Column(("consulted",), Form.CODES),
    Column(("area_assessed",), words=YES_NO),
    *_cited("tacit"),
    Column(("note",)),
    Column(("last_because",)),
)
NEEDS = (
    Column(("template",)),
    Column(("after",), words=WORDS["milestone"]),
    Column(("any_of",), Form.CODES, words=WORDS["milestone"]),
    Column(("kind",), words=WORDS["need-kind"]),
    Column(("basis",), words=WORDS["basis"]),
    *_cited("source"),
    Column(("when",)),
    Column(("insisted_on",), words=YES_NO),
)
TEMPLATES = (
    *_plain("code", "name", "kind"),
    Column(("preset",), Form.PAIRS, between="="),
    *_cited("source"),
    Column(("only",), Form.CODES),
    Column(("without",), Form.CODES),
    Column(("historical",), words=YES_NO),
)
JOINT = (
    *_plain("code", "name", "lead"),
    Column(("items",), Form.CODES),
    *_cited("legal_basis"),
    *_limit("promised"),
)

SHEETS: Mapping[str, Sequence[Column]] = {
    "version": VERSION,
    "departments": DEPARTMENTS,
    "stages": STAGES,
    "questions": QUESTIONS,
    "items": ITEMS,
    "needs": NEEDS,
    "templates": TEMPLATES,
    "joint": JOINT,
}
