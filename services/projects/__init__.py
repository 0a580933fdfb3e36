"""项目: from the signed agreement to production.

Decides who serves a project, when its milestones are due, and whether ground-breaking may be
recognised. Hears the leads that sign, the rows that ledgers bring, and what becomes of the approval
cases. Tells what it decided, and shows a project's whole history over all services.
"""
