"""PURE: what a lead, the claims on its investor, a ledger and its rows may and may not."""
