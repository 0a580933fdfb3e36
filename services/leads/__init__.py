"""招商线索与客商: from an investor's first word to the signed agreement; ledgers, too.

Decides who may pursue which investor, how far a lead is and what was agreed. Hears from projects
that a project has come of a lead, and what became of imported projects. Tells of registrations,
moves, agreements and losses, and hands rows of works under way to projects.
"""
