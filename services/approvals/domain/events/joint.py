"""What was asked for and concluded jointly. The stored format: add, never rename."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class JointApplicationMade:
    """联合申报: on one form, for all parts that were still to be had; each became a case."""

    joint: str
    name: str
    application: str
    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class JointApplicationConcluded:
    """联合办结: all parts are there; the department in the lead says so once for all of them."""

    joint: str
    name: str
    application: str
    document_number: str
    conclusion: str


JoiningEvent = JointApplicationMade | JointApplicationConcluded
