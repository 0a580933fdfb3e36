"""The one catalogue of what people read, in Chinese; a module per service and one for all.

A service's module holds PROBLEMS (refusal code → title) and EVENTS (event name → 中文名) and
whatever else it shows. Codes and names stay English everywhere else.
"""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from itertools import chain

from shared.kernel.texts.fields import GENERAL, fault_text

_MODULES = (
    "common",
    "values",
    "ledgers",
    "access",
    "leads",
    "projects",
    "approvals",
    "catalogue",
    "exchange",
    "notifications",
)


def _merged(name: str) -> dict[str, str]:
    found = [f"shared.kernel.texts.{module}" for module in _MODULES]
    modules = [import_module(module) for module in found if find_spec(module)]
    return dict(chain.from_iterable(getattr(module, name, {}).items() for module in modules))


PROBLEMS = _merged("PROBLEMS")
EVENTS = _merged("EVENTS")


PROBLEM_LANGUAGES = "zh-CN, en"  # titles and what is said of fields; details


def problem_title(code: str) -> str:
    """Return the title of a refusal; the code itself where a title is missing."""
    return PROBLEMS.get(code, code)


def event_name(name: str) -> str:
    """Return an event's Chinese name; its own name where there is none."""
    return EVENTS.get(name, name)


def field_title(code: str, limits: Mapping[str, object] | None = None) -> str:
    """Return what is wrong with a field, by the code of its fault and the limits it broke."""
    return fault_text(code, limits or {}) or PROBLEMS.get(code, GENERAL)
