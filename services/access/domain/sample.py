"""样例机构与账号: who is there in a sample installation, one login per role. Never elsewhere."""

from dataclasses import dataclass

from shared.kernel.identifiers import AccountId, DepartmentId
from shared.kernel.policy import Role

PASSWORD = "Luodi-2026"

DEPARTMENTS: dict[DepartmentId, str] = {
    DepartmentId("development-reform"): "发展和改革局",
    DepartmentId("ecology"): "生态环境局",
    DepartmentId("natural-resources"): "自然资源和规划局",
    DepartmentId("investment"): "招商局",
    DepartmentId("approval-bureau"): "行政审批局",
}


@dataclass(frozen=True, kw_only=True)
class SampleLogin:
    """样例登录: its role reaches all parks."""

    login: str
    display_name: str
    role: Role
    department: DepartmentId | None = None
    source: str | None = None

    @property
    def account(self) -> AccountId:
        """Its account, the same in every sample installation."""
        return AccountId(f"sample-{self.login}")


def _approver(login: str, department: str) -> SampleLogin:
    code = DepartmentId(department)
    name = f"{DEPARTMENTS[code]}审批员(样例)"
    return SampleLogin(login=login, display_name=name, role=Role.APPROVER, department=code)


LOGINS: tuple[SampleLogin, ...] = (
    SampleLogin(
        login="specialist",
        display_name="招商专员(样例)",
        role=Role.INVESTMENT_SPECIALIST,
        department=DepartmentId("investment"),
    ),
    SampleLogin(login="officer", display_name="首席服务官(样例)", role=Role.SERVICE_OFFICER),
    _approver("approver-development", "development-reform"),
    _approver("approver-ecology", "ecology"),
    _approver("approver-planning", "natural-resources"),
    SampleLogin(login="leader", display_name="园区领导(样例)", role=Role.PARK_LEADER),
    SampleLogin(login="statistician", display_name="统计员(样例)", role=Role.STATISTICIAN),
    SampleLogin(login="system-admin", display_name="系统管理员(样例)", role=Role.SYSTEM_ADMIN),
    SampleLogin(login="security-admin", display_name="安全管理员(样例)", role=Role.SECURITY_ADMIN),
    SampleLogin(login="auditor", display_name="审计管理员(样例)", role=Role.AUDITOR),
)
PARTNER = SampleLogin(
    login="partner",
    display_name="市级平台(样例)",
    role=Role.PARTNER_SYSTEM,
    source="city-platform",
)
