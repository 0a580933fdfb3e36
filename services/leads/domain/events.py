"""Everything that happened here, whatever stream it stands on."""

from services.leads.domain.import_events import ImportEvent
from services.leads.domain.investor_key import KeyEvent
from services.leads.domain.lead_events import LeadEvent
from services.leads.domain.ledger_row import LedgerRowEvent

Event = LeadEvent | KeyEvent | LedgerRowEvent | ImportEvent
