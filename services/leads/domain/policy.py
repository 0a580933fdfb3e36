"""Who may do what here.

A lead is read in its park, and worked on by its specialist or the park's leader. Who may be told
the names and phones of an investor's people is a smaller circle.
"""

from shared.kernel.policy import Role, Rules, Scope

_READS = {
    Role.INVESTMENT_SPECIALIST: Scope.PARK,
    Role.SERVICE_OFFICER: Scope.PARK,
    Role.PARK_LEADER: Scope.PARK,
    Role.STATISTICIAN: Scope.PARK,
    Role.PARTNER_SYSTEM: Scope.PARK,
    Role.AUDITOR: Scope.ALL,
}
_ENTERS = {
    Role.INVESTMENT_SPECIALIST: Scope.PARK,
    Role.PARK_LEADER: Scope.PARK,
    Role.PARTNER_SYSTEM: Scope.PARK,
}
_WORKS = {Role.INVESTMENT_SPECIALIST: Scope.OWN, Role.PARK_LEADER: Scope.PARK}
_CORRECTS = {**_WORKS, Role.STATISTICIAN: Scope.PARK}
_IMPORTS = {
    Role.INVESTMENT_SPECIALIST: Scope.OWN,
    Role.STATISTICIAN: Scope.OWN,
    Role.PARK_LEADER: Scope.OWN,
}

RULES: Rules = {
    "leads.read": _READS,
    "leads.register": _ENTERS,
    "leads.assess": _WORKS,
    "leads.assign": {Role.PARK_LEADER: Scope.PARK},
    "leads.follow-up": _WORKS,
    "leads.move": _WORKS,
    "leads.sign": _WORKS,
    "leads.lose": _WORKS,
    "leads.rest": _WORKS,
    "leads.correct": _CORRECTS,
    "leads.read-contacts": _WORKS,
    "leads.keep-contacts": _WORKS,
    # A ledger is its uploader's; what its rows make needs the right to register in their parks.
    "imports.read": {**_IMPORTS, Role.AUDITOR: Scope.ALL},
    "imports.upload": _IMPORTS,
    "imports.commit": _IMPORTS,
    "imports.undo": _IMPORTS,
    "imports.rows": {**_ENTERS, Role.STATISTICIAN: Scope.PARK},
}
