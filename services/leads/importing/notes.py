"""Gathering what is to be said about a row while it is read."""

from dataclasses import dataclass, field

from services.leads.importing.reading import Note
from shared.kernel.texts.ledgers import ASSUMPTIONS, QUERIES, SHEETS, UNREADABLE


@dataclass
class Notes:
    """提示集: filled while one row is read, then handed over with it."""

    unreadable: list[Note] = field(default_factory=list)
    assumptions: list[Note] = field(default_factory=list)
    queries: list[Note] = field(default_factory=list)

    def cannot_read(self, code: str, column: str = "", text: str = "") -> None:
        """Say what could not be read."""
        words = UNREADABLE[code].format(column=column, text=text)
        self.unreadable.append(Note(code=code, column=column, text=words))

    def assume(self, code: str, column: str = "", text: str = "") -> None:
        """Say what was taken for granted."""
        words = ASSUMPTIONS[code].format(column=column, text=text)
        self.assumptions.append(Note(code=code, column=column, text=words))

    def ask(self, code: str, column: str = "", **words: str) -> None:
        """Say what somebody should look at."""
        self.queries.append(query(code, column, **words))


def query(code: str, column: str = "", **words: str) -> Note:
    """Return one query."""
    return Note(code=code, column=column, text=QUERIES[code].format(column=column, **words))


def sheet_note(code: str, column: str = "") -> Note:
    """Return a note on a whole sheet or one of its columns."""
    return Note(code=code, column=column, text=SHEETS[code].format(column=column))
