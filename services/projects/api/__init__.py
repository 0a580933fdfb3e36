"""HTTP in: one route per act in the order of a project's life, then the questions."""

from services.projects.api import acts, histories, lists, milestones, works

ROUTERS = (
    lists.router,
    acts.router,
    milestones.router,
    works.router,
    histories.router,
)
