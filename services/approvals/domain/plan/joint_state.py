"""联合办理 as a plan knows it: on which form its parts were asked for, and what was concluded."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.approvals.domain.events.joint import JoiningEvent, JointApplicationMade


@dataclass(frozen=True, kw_only=True)
class Joint:
    """联合申报: the form, and the conclusion once there is one."""

    application: str
    document_number: str | None = None
    conclusion: str | None = None

    @property
    def concluded(self) -> bool:
        """Whether it was concluded."""
        return self.document_number is not None


def joined(joints: Mapping[str, Joint], event: JoiningEvent) -> Mapping[str, Joint]:
    """Take in one event: a new form takes the place of one that was concluded."""
    if isinstance(event, JointApplicationMade):
        return {**joints, event.joint: Joint(application=event.application)}
    concluded = Joint(
        application=event.application,
        document_number=event.document_number,
        conclusion=event.conclusion,
    )
    return {**joints, event.joint: concluded}
