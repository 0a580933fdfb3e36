"""Which field an error is about: plain JSON pointers, one error for each, no value that was sent.

Where a field may be one of several kinds, the checker tries each and names the kind in its path.
Such names are no part of what was sent; only the complaint of the likeliest kind is told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Any

from shared.kernel.texts import field_title

MOST, LOOKED_AT = 100, 1000  # of one field several may be told
_MISSING = "missing"
_OTHER_KIND = ("-type", "-attributes-type", "-instance-of")


@dataclass(frozen=True)
class _Fault:
    """One complaint: the field, where it may be of several kinds, of which kind it speaks."""

    pointer: str
    choice: str | None
    kind: str
    code: str
    title: str
    detail: str

    @property
    def of_other_kind(self) -> bool:
        """Tell whether it only says that what was sent is of another kind altogether."""
        return self.pointer == self.choice and self.code.endswith(_OTHER_KIND)


def field_errors(errors: Sequence[Any], body: object = None) -> list[dict[str, str]]:
    """Name each invalid field once. `body` is what was sent, as far as it was readable.

    Whoever sends more faults than anybody reads is told of the first.
    """
    likeliest = _founded([*_likeliest([_fault(error, body) for error in errors[:LOOKED_AT]])])
    told: dict[str, dict[str, str]] = {}
    for fault in likeliest:
        told.setdefault(
            fault.pointer,
            {
                "pointer": fault.pointer,
                "code": fault.code,
                "title": fault.title,
                "detail": fault.detail,
            },
        )
    return [*islice(told.values(), MOST)]


def _fault(error: Mapping[str, Any], body: object) -> _Fault:
    place, *path = error["loc"]
    pointer, choice, kind = f"/{place}", None, ""
    inside: Any = body
    for step, part in enumerate(path):
        missing = error["type"] == _MISSING and step == len(path) - 1
        flat = place != "body" and (step == 0 or isinstance(part, int))
        if flat or missing or _has(inside, part):
            pointer += f"/{_escaped(part)}"
            inside = inside[part] if _has(inside, part) else None
        elif choice is None:
            choice, kind = pointer, str(part)
    code = str(error["type"]).replace("_", "-")
    title = field_title(code, error.get("ctx"))
    return _Fault(pointer, choice, kind, code, title, str(error["msg"]))


def _has(inside: object, part: int | str) -> bool:
    if isinstance(inside, list):
        return isinstance(part, int) and part < len(inside)
    return isinstance(inside, Mapping) and part in inside


def _escaped(part: int | str) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


def _likeliest(faults: Sequence[_Fault]) -> Iterable[_Fault]:
    """Of every choice keep one kind: the first that could be meant, else the first."""
    kinds: dict[str, dict[str, list[_Fault]]] = {}
    for fault in faults:
        if fault.choice is not None:
            kinds.setdefault(fault.choice, {}).setdefault(fault.kind, []).append(fault)
    chosen = {
        choice: next(
            (kind for kind, found in of.items() if not any(one.of_other_kind for one in found)),
            next(iter(of)),
        )
        for choice, of in kinds.items()
    }
    return [one for one in faults if one.choice is None or chosen[one.choice] == one.kind]


def _founded(faults: Sequence[_Fault]) -> Iterable[_Fault]:
    """Leave out that a list is too short where it is only because parts of it are ill."""
    holders = {holder for fault in faults for holder in _holders(fault.pointer)}
    return [one for one in faults if one.code != "too-short" or one.pointer not in holders]


def _holders(pointer: str) -> Iterable[str]:
    """Name what a field stands in, from the outermost."""
    return accumulate(pointer.split("/")[:-1], "{}/{}".format)
