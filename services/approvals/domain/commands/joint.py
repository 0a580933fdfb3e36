"""What may be asked of a plan for several of its items together."""

from dataclasses import dataclass

from shared.kernel.asked import Asked


@dataclass(frozen=True, kw_only=True)
class NoteJointApplication(Asked):
    """联合申报: the parts of a joint application were asked for on one form."""

    joint: str
    application: str


@dataclass(frozen=True, kw_only=True)
class ConcludeJointApplication(Asked):
    """联合办结: conclude a joint application once, all its parts being there."""

    joint: str
    document_number: str
    conclusion: str


Joining = NoteJointApplication | ConcludeJointApplication
