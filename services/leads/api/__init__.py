"""HTTP in: leads, what is done to them, their people, and ledgers."""

from services.leads.api import acts, contacts, corrections, leads

ROUTERS = (leads.router, contacts.router, corrections.router, acts.router)
