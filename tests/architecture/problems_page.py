"""Writes the codes of refusals into deploy/site/problems.html: `make reference`."""

from html import escape
from pathlib import Path

from shared.kernel.texts import PROBLEMS

PAGE = Path(__file__).parents[2] / "deploy" / "site" / "problems.html"
BEGIN, END = "    <!-- codes: written by `make reference` -->\n", "    <!-- end of codes -->\n"


def written() -> str:
    """Return the whole page, with the codes as the code has them."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    rows = (
        f'    <tr id="{code}"><td><code>{code}</code></td><td>{escape(title)}</td></tr>\n'
        for code, title in sorted(PROBLEMS.items())
    )
    return before + BEGIN + "".join(rows) + END + after


if __name__ == "__main__":
    PAGE.write_text(written())
