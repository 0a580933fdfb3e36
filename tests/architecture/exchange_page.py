"""Writes the tables of docs/exchange.md from the code.

`python -m tests.architecture.exchange_page` writes them; a test compares.
"""

from collections.abc import Iterator

from services.approvals.domain.exchange_codes import StateCode, WhyNone
from services.approvals.domain.reports.exchange import LIGHT_CODES, OURS, STAGE_CODES, THEIRS
from services.approvals.domain.terms import Stage
from shared.kernel.texts import exchange as texts
from shared.kernel.texts.approvals import STAGES
from tests.architecture.reference import ROOT

DOCUMENT = ROOT / "docs" / "exchange.md"
_BEGIN = "<!-- tables: written by `make reference` -->\n"
_END = "<!-- end of tables -->\n"


def _or_why(code: object) -> str:
    return f"none: {texts.WHY_NONE[code]}" if isinstance(code, WhyNone) else str(code)


def _ours() -> Iterator[str]:
    yield "| our stage | 中文 | state code | says the same as |"
    yield "|---|---|---|---|"
    for stage in Stage:
        ours = OURS[stage]
        code = _or_why(ours.code.value if ours.code else ours.why_none)
        same = ", ".join(str(int(one)) for one in sorted(ours.agrees))
        yield f"| `{stage}` | {STAGES[stage]} | {code} | {same} |"


def _theirs() -> Iterator[str]:
    yield "| state code | 中文 | our stage, by the kind of item |"
    yield "|---|---|---|"
    for code in StateCode:
        theirs = THEIRS[code]
        means = ", ".join(f"`{stage}`" for stage in theirs.stages)
        moment = texts.MOMENTS[theirs.moment] if theirs.moment else ""
        yield f"| {int(code)} | {texts.STATES[code]} | {means or moment} |"


def _others() -> Iterator[str]:
    yield "| stage of the catalogue | stage code |"
    yield "|---|---|"
    for stage, code in STAGE_CODES.items():
        name = "" if isinstance(code, WhyNone) else f" {texts.EXCHANGE_STAGES[code]}"
        shown = code if isinstance(code, WhyNone) else int(code)
        yield f"| `{stage}` | {_or_why(shown)}{name} |"
    yield f"| any other | {_or_why(WhyNone.STAGE_OF_THIS_PARK)} |"
    yield ""
    yield "| light | light code |"
    yield "|---|---|"
    for light, told in LIGHT_CODES.items():
        shown = told if isinstance(told, WhyNone) else int(told)
        yield f"| `{light or 'none'}` | {_or_why(shown)} |"


def written() -> str:
    """Return the page with its tables as the code has them."""
    page = DOCUMENT.read_text()
    before, _, rest = page.partition(_BEGIN)
    after = rest.partition(_END)[2]
    tables = "\n".join(["", *_ours(), "", *_theirs(), "", *_others(), "", ""])
    return f"{before}{_BEGIN}{tables}{_END}{after}"


if __name__ == "__main__":
    DOCUMENT.write_text(written())
