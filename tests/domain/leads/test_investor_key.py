"""查重: whose lead holds a key, and that a lead given up holds it no longer."""

from services.leads.domain.investor_key import INVESTOR_KEY, KeyEvent, LeadFiled, LeadReleased
from shared.kernel.identifiers import LeadId
from tests.domain.leads.samples import SAMPLES

FIRST, SECOND = LeadId("first"), LeadId("second")


def test_a_lead_that_is_given_up_holds_the_key_no_longer() -> None:
    kind = next(event.kind for event in SAMPLES.values() if isinstance(event, LeadFiled))
    past: list[KeyEvent] = [
        LeadFiled(lead_id=FIRST, kind=kind),
        LeadFiled(lead_id=SECOND, kind=kind),
        LeadReleased(lead_id=FIRST, kind=kind),
    ]
    assert INVESTOR_KEY.fold(past).holders == {SECOND}
