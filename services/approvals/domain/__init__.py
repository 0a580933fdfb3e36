"""The rules of approvals: items, plans, cases, clocks and the calendar."""
