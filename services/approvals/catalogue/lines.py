"""The one-line forms of a catalogue file: conditions, needs, materials, statutory stops."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from services.approvals.domain.catalogue import (
    Clause,
    Condition,
    Material,
    Need,
    StatutoryStop,
)

OR = " or "
AND = " and "
EITHER = "|"
DEFERRABLE = "（可容缺）"
NAME = r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*"

_NUMBER = r"\d+(?:\.\d+)?"
_CHOSEN = re.compile(rf"(?P<question>{NAME})=(?P<answers>{NAME}(?:,{NAME})*)")
_BOUNDED = re.compile(rf"(?:(?P<least>{_NUMBER})<=)?(?P<question>{NAME})(?:<(?P<below>{_NUMBER}))?")
_NEED = re.compile(
    rf"(?P<codes>{NAME}(?:\|{NAME})*) (?P<kind>[a-z-]+) (?P<basis>[a-z]+)"
    r"(?: \[(?P<when>[^\]]*)\])? (?P<source>\S.*)"
)
_CODED = re.compile(rf"(?P<code>{NAME}) (?P<name>\S.*)")
_STOPS = re.compile(r"(?P<procedures>[a-z-]+(?:, [a-z-]+)*): (?P<article>\S.*)")


class LineUnreadable(ValueError):
    """一行写法有误: a line that is not in its form; the form is named."""


def condition_of(line: str) -> dict[str, Any]:
    """Read `land=grant,allocation and 0.5<=area<5 or forest=yes`."""
    return {
        "any_of": [[_clause_of(part) for part in each.split(AND)] for each in line.split(OR)],
    }


def _clause_of(text: str) -> dict[str, Any]:
    chosen = _CHOSEN.fullmatch(text.strip())
    if chosen:
        return {"question": chosen["question"], "answers": chosen["answers"].split(",")}
    bounded = _BOUNDED.fullmatch(text.strip())
    if bounded and (bounded["least"] or bounded["below"]):
        return {
            "question": bounded["question"],
            "at_least": bounded["least"],
            "below": bounded["below"],
        }
    raise LineUnreadable("question=answer,answer / 1<=question / question<5 / 1<=question<5")


def condition_line(condition: Condition) -> str:
    """Write a condition; nothing for one that always holds."""
    return OR.join(AND.join(map(_clause_line, clauses)) for clauses in condition.any_of)


def _clause_line(clause: Clause) -> str:
    if clause.answers:
        return f"{clause.question}={','.join(clause.answers)}"
    least = "" if clause.at_least is None else f"{clause.at_least:f}<="
    below = "" if clause.below is None else f"<{clause.below:f}"
    return f"{least}{clause.question}{below}"


def need_of(line: str) -> dict[str, Any]:
    """Read `A01|A02 may-start local [track=filing] 依据`; what it cites is not verified."""
    found = _NEED.fullmatch(line.strip())
    if not found:
        raise LineUnreadable("A01|A02 may-start local [question=answer] 依据")
    first, *others = found["codes"].split(EITHER)
    need: dict[str, Any] = {
        "item_code": first,
        "alternatives": others,
        "kind": found["kind"],
        "basis": found["basis"],
        "source": found["source"],
    }
    return need if found["when"] is None else {**need, "when": found["when"]}


def need_line(need: Need) -> str:
    """Write a need whose citation is a plain unverified one."""
    when = condition_line(need.when)
    condition = f" [{when}]" if when else ""
    return f"{EITHER.join(need.any_of)} {need.kind} {need.basis}{condition} {need.source.text}"


def coded_of(line: str) -> tuple[str, str]:
    """Read `code 名称`."""
    found = _CODED.fullmatch(line.strip())
    if not found:
        raise LineUnreadable("code 名称")
    return found["code"], found["name"]


def material_of(line: str) -> dict[str, Any]:
    """Read `M1 施工合同（可容缺）`."""
    code, name = coded_of(line)
    return {
        "code": code,
        "name": name.removesuffix(DEFERRABLE),
        "deferrable": name.endswith(DEFERRABLE),
    }


def material_line(material: Material) -> str:
    """Write a material."""
    return f"{material.code} {material.name}{DEFERRABLE if material.deferrable else ''}"


def stops_of(line: str) -> list[dict[str, Any]]:
    """Read `hearing, appraisal: 《行政许可法》第四十五条`."""
    found = _STOPS.fullmatch(line.strip())
    if not found:
        raise LineUnreadable("hearing, appraisal: 依据")
    procedures = found["procedures"].split(", ")
    return [{"procedure": name, "article": found["article"]} for name in procedures]


def stop_lines(stops: Sequence[StatutoryStop]) -> list[str]:
    """Write statutory stops, neighbours with the same article in one line."""
    grouped: Iterable[tuple[str, Iterable[StatutoryStop]]] = groupby(stops, lambda s: s.article)
    return [f"{', '.join(stop.procedure for stop in each)}: {article}" for article, each in grouped]
