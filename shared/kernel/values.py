"""Values that never change, and how the next one is made from the last."""

from typing import TYPE_CHECKING, Any, TypeVar

V = TypeVar("V")

if TYPE_CHECKING:
    from dataclasses import replace  # its types: which fields there are, and what they hold
else:

    def replace(value: V, **changes: Any) -> V:
        """Return the same value with these fields changed, as dataclasses.replace does.

        Every event folded asks this of a state of some twenty fields. So they are taken over
        together, not set one by one past a frozen class, which takes five times as long.
        """
        fields = vars(value) | changes
        if len(fields) > len(vars(value)):
            raise TypeError(f"{type(value).__name__} has not all of {sorted(changes)}")
        changed = object.__new__(type(value))
        object.__setattr__(changed, "__dict__", fields)
        if hasattr(changed, "__post_init__"):
            changed.__post_init__()
        return changed


__all__ = ["replace"]
