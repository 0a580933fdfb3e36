"""What is told of joint applications, one sample of each event."""

from services.approvals.domain.events.joint import (
    JointApplicationConcluded,
    JointApplicationMade,
)
from tests.domain.approvals.stories import CASE_ID

OF_JOINT = (
    JointApplicationMade(joint="D01", name="联合验收", application=CASE_ID, items=("D02a", "D09")),
    JointApplicationConcluded(
        joint="D01",
        name="联合验收",
        application=CASE_ID,
        document_number="联验〔2026〕1号",
        conclusion="各项验收均已通过",
    ),
)
