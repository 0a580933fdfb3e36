"""审批: from the application for an item to the decision on it, and the clocks in between.

Decides which items a project needs, what a case may do next, and when it is due. Hears the projects
that begin and who serves them. Tells what became of every case, what is due soon and what is
overdue, and publishes the working-day calendar that all services count with.
"""
