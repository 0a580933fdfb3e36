"""YAML that is what it looks like: every scalar is text, nothing is guessed, keys stand once."""

from collections.abc import Iterator
from typing import Any

import yaml

MOST_CHARACTERS = 2_000_000
MOST_VALUES = 200_000

_NOTHING = frozenset({"", "~", "null"})
_MERGE = "<<"
_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))


class TextUnreadable(Exception):
    """YAML 有误: text that is no YAML, or more than a catalogue can be."""

    def __init__(self, code: str, place: str, given: str) -> None:
        super().__init__(code, place, given)
        self.code = code
        self.place = place
        self.given = given


def plain(text: str, part: str = "yaml") -> Any:
    """Return mappings, lists and texts, and None where nothing stands; `part` names the file."""
    if len(text) > MOST_CHARACTERS:
        raise TextUnreadable("too-large", part, f"{len(text)} > {MOST_CHARACTERS}")
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
        if _weight(node, {}) > MOST_VALUES:
            raise TextUnreadable("too-large", part, f"> {MOST_VALUES}")
        return _value(node)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        place = f"{part}:{mark.line + 1}" if mark else part
        raise TextUnreadable("yaml-broken", place, fault.problem or "") from None
    except yaml.YAMLError as fault:
        raise TextUnreadable("yaml-broken", part, str(fault)) from None
    except RecursionError:
        raise TextUnreadable("too-large", part, "nested too deeply") from None


def _weight(node: yaml.Node | None, weighed: dict[int, int]) -> int:
    """Count the values a node unfolds to, an alias as often as it stands."""
    known = weighed.get(id(node))
    if known is not None:
        return known
    weighed[id(node)] = MOST_VALUES + 1  # what holds itself never ends
    weighed[id(node)] = 1 + sum(_weight(one, weighed) for one in _inside(node))
    return weighed[id(node)]


def _inside(node: yaml.Node | None) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        yield from node.value
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key
            yield value


def _value(node: yaml.Node | None) -> Any:
    if node is None:
        return None
    if node.tag not in _TAGS:
        raise _broken(f"the tag {node.tag} means nothing here", node)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(one) for one in node.value]
    empty = node.style is None and node.value in _NOTHING
    return None if empty else node.value


def _mapping(node: yaml.MappingNode) -> dict[str, Any]:
    """Return a mapping; what it merges (`<<`) gives way to what it says itself."""
    own: dict[str, Any] = {}
    merged: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _broken("a key is a word", key)
        if key.value == _MERGE:
            merged = _merged(value)
        elif key.value in own:
            raise _broken(f"{key.value} stands twice", key)
        else:
            own[key.value] = _value(value)
    return {**merged, **own}


def _merged(node: yaml.Node) -> dict[str, Any]:
    found = _value(node)
    if not isinstance(found, dict):
        raise _broken("only a mapping can be merged", node)
    return found


def _broken(problem: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
