import pytest

from services.notifications.domain.endpoint_facts import Heard, Interest
from shared.kernel.identifiers import ParkId, ProjectId

GRANTED = Heard(service="approvals", type="ApprovalGranted", project="p1", park="inspection-park")


@pytest.mark.parametrize(
    "interest",
    [
        Interest(),
        Interest(services=("approvals", "projects")),
        Interest(types=("ApprovalGranted",)),
        Interest(types=("approvals.ApprovalGranted",)),
        Interest(projects=(ProjectId("p1"),)),
        Interest(parks=(ParkId("inspection-park"),)),
        Interest(
            services=("approvals",),
            types=("WorkCommenced", "ApprovalGranted"),
            projects=(ProjectId("p1"), ProjectId("p2")),
            parks=(ParkId("inspection-park"),),
        ),
    ],
)
def test_what_fits_every_part_is_wanted(interest: Interest) -> None:
    assert interest.covers(GRANTED)


@pytest.mark.parametrize(
    "interest",
    [
        Interest(services=("projects",)),
        Interest(types=("ApprovalRefused",)),
        Interest(types=("projects.ApprovalGranted",)),
        Interest(projects=(ProjectId("p2"),)),
        Interest(parks=(ParkId("other-park"),)),
        Interest(services=("approvals",), projects=(ProjectId("p2"),)),
    ],
)
def test_what_misses_one_part_is_not(interest: Interest) -> None:
    assert not interest.covers(GRANTED)


def test_an_event_of_no_project_is_not_one_of_a_wanted_project() -> None:
    calendar = Heard(service="approvals", type="CalendarPublished", project=None, park=None)
    assert not Interest(projects=(ProjectId("p1"),)).covers(calendar)
    assert Interest(services=("approvals",)).covers(calendar)
