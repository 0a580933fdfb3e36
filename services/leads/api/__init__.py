"""HTTP in: leads, what is done to them, their people, and ledgers."""

from services.leads.api import acts, contacts, corrections, import_acts, imports, leads

ROUTERS = (
    leads.router,
    contacts.router,
    corrections.router,
    acts.router,
    imports.router,
    import_acts.router,
)
