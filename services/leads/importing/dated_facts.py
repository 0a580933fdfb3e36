"""Times that a row's words mention: 2018年8月开工 is a fact, 预计2019年开工 is none."""

import re

from services.leads.importing.notes import Notes
from services.leads.importing.reading import Act, DatedFact
from shared.kernel.effective import parse_effective_text
from shared.kernel.rejected import Rejected

_ACTS = {
    "开工": Act.COMMENCEMENT,
    "竣工": Act.COMPLETION,
    "建成": Act.COMPLETION,
    "投产": Act.PRODUCTION,
}
_ACT = "|".join(_ACTS)
_TIME = r"(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?|[上下]半年)?"
_CLAUSE = re.compile(r"[^;；。,，、()（）]+")
# Whatever else stands in the clause may deny it (预计), or narrow it to a part (二期).
_STATED = re.compile(rf"(?:项目)?已?于?(?P<time>{_TIME})(?:正式)?(?P<act>{_ACT})")
_MENTIONED = re.compile(rf"(?=.*(?:19|20)\d\d)(?=.*(?:{_ACT}))")


def read_dated_facts(words: str | None, column: str, notes: Notes) -> tuple[DatedFact, ...]:
    """Return what the words plainly date; of other mentions it is said that they were not read."""
    facts = []
    for clause in _CLAUSE.findall("".join((words or "").split())):
        fact = _fact(clause)
        if fact is not None:
            facts.append(fact)
            notes.assume(f"{fact.act.value}-from-content", column, clause)
        elif _MENTIONED.match(clause):
            notes.ask("milestone-not-read", column, text=clause)
    return tuple(facts)


def _fact(clause: str) -> DatedFact | None:
    found = _STATED.fullmatch(clause)
    if found is None:
        return None
    try:
        effective = parse_effective_text(found["time"])
    except Rejected:
        return None
    return DatedFact(act=_ACTS[found["act"]], effective=effective, text=clause)
