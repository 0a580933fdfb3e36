"""HTTP in: one route per act in the order of a project's life, then the questions."""

from services.projects.api import acts, code_checks, histories, lists, milestones, works

ROUTERS = (
    lists.router,
    acts.router,
    code_checks.router,
    milestones.router,
    works.router,
    histories.router,
)
