"""What a service is told from outside: its whole environment, read once and checked at the start.

Every variable is described in deploy/example.env.
"""

import os
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

Service = Literal["leads", "projects", "approvals", "notifications", "access"]
PORTS: Mapping[Service, int] = {
    "leads": 8101,
    "projects": 8102,
    "approvals": 8103,
    "notifications": 8104,
    "access": 8105,
}
SERVICES = tuple(PORTS)


class SettingsError(Exception):
    """The environment does not do; the message names every variable that is at fault."""


class AllowedReceiver(BaseModel):
    """投递白名单: a private network and port that webhooks may be sent to."""

    model_config = ConfigDict(frozen=True)

    network: IPv4Network | IPv6Network
    port: int = Field(ge=1, le=65535)


def _receivers(value: object) -> object:
    if not isinstance(value, str):
        return value
    parts = [part.strip().rpartition(":") for part in value.split(",") if part.strip()]
    return [{"network": network.strip("[]"), "port": port} for network, _, port in parts]


def _urls(value: object) -> object:
    if not isinstance(value, str):
        return value
    pairs = [part.strip().partition("=") for part in value.split(",") if part.strip()]
    urls = {name.strip(): url.strip().rstrip("/") for name, _, url in pairs}
    if set(urls) != set(SERVICES):
        raise ValueError(f"须逐一给出 {'、'.join(SERVICES)} 的地址(name=url,逗号分隔)")
    if not all(url.startswith(("http://", "https://")) for url in urls.values()):
        raise ValueError("地址须以 http:// 或 https:// 开头")
    return urls


def _here() -> dict[Service, str]:
    return {name: f"http://127.0.0.1:{port}" for name, port in PORTS.items()}


Receivers = Annotated[tuple[AllowedReceiver, ...], BeforeValidator(_receivers)]
ServiceUrls = Annotated[dict[Service, str], BeforeValidator(_urls)]


class Settings(BaseModel):
    """Everything one service is told from outside."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    service: Service
    cluster_url: str = Field(
        alias="LUODI_DATABASE_URL", pattern=r"^postgres(ql)?://[^/]+/?(\?.*)?$", repr=False
    )
    database_password: SecretStr | None = Field(None, alias="LUODI_DATABASE_PASSWORD")
    database_name: str = Field("", alias="LUODI_DATABASE_NAME", pattern=r"^[a-z0-9_]*$")
    nats_url: str = Field(alias="LUODI_NATS_URL", pattern=r"^(nats|tls)://\S+$", repr=False)
    nats_replicas: int = Field(1, alias="LUODI_NATS_REPLICAS", ge=1, le=5)
    host: str = Field("127.0.0.1", alias="LUODI_HOST", min_length=1)
    port: int = Field(alias="LUODI_PORT", ge=1, le=65535)
    public_url: str = Field(
        "http://127.0.0.1:8080", alias="LUODI_PUBLIC_URL", pattern=r"^https?://[^/]+$"
    )
    service_urls: ServiceUrls = Field(default_factory=_here, alias="LUODI_SERVICE_URLS")
    internal_token: SecretStr = Field(alias="LUODI_INTERNAL_TOKEN", min_length=16)
    anchor_dir: Path = Field(Path(".luodi/anchors"), alias="LUODI_ANCHOR_DIR")
    state_dir: Path = Field(Path(".luodi/state"), alias="LUODI_STATE_DIR")
    signing_key_file: Path | None = Field(None, alias="LUODI_SIGNING_KEY_FILE")
    secret_key: SecretStr | None = Field(None, alias="LUODI_SECRET_KEY")
    secret_key_file: Path | None = Field(None, alias="LUODI_SECRET_KEY_FILE")
    deliveries_kept_days: int = Field(90, alias="LUODI_DELIVERIES_KEPT_DAYS", ge=1, le=3650)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", alias="LUODI_LOG_LEVEL")
    sample_logins: bool = Field(default=False, alias="LUODI_SAMPLE_LOGINS")
    timezone: Literal["Asia/Shanghai"] = Field("Asia/Shanghai", alias="LUODI_TIMEZONE")
    source_urn: str = Field(alias="LUODI_SOURCE_URN", pattern=r"^urn:cn:[0-9A-Z]{18}:system$")
    code_lookup_url: str = Field(
        "", alias="LUODI_PROJECT_CODE_LOOKUP_URL", pattern=r"^(https?://[^\s/?#@]+(/\S*)?)?$"
    )
    delivery_allow: Receivers = Field((), alias="LUODI_DELIVERY_ALLOW")

    @classmethod
    def from_environment(cls, service: str, environment: Mapping[str, str] | None = None) -> Self:
        """Read the settings of a service; an empty variable counts as absent."""
        given = os.environ if environment is None else environment
        values: dict[str, Any] = {name: value for name, value in given.items() if value}
        try:
            return cls.model_validate({**values, "service": service})
        except ValidationError as problems:
            raise SettingsError("\n".join(_in_words(problems))) from None

    @model_validator(mode="before")
    @classmethod
    def _own_port(cls, values: dict[str, Any]) -> dict[str, Any]:
        default = PORTS.get(values.get("service", ""))
        if default is None or "port" in values or "LUODI_PORT" in values:
            return values
        return {**values, "LUODI_PORT": default}

    @property
    def role(self) -> str:
        """The role the service connects as; its database has this name unless told otherwise."""
        return f"luodi_{self.service}"

    @property
    def database_url(self) -> str:
        """The service's own database, as the service's role."""
        own = self.database_password
        return database_address(
            self.cluster_url,
            database=self.database_name or self.role,
            role=self.role,
            password=own.get_secret_value() if own else None,
        )

    @property
    def source(self) -> str:
        """The `source` of the events this service publishes."""
        return f"{self.source_urn}:{self.service}"

    def base_url(self, service: Service) -> str:
        """Where another service answers, for /internal and the keys of access."""
        return self.service_urls[service]


def database_address(cluster: str, *, database: str, role: str, password: str | None) -> str:
    """Return the address of one database as one role; the cluster's own password is the default."""
    parts = urlsplit(cluster)
    word = password if password is not None else unquote(parts.password or "")
    login = quote(role, safe="") + (f":{quote(word, safe='')}" if word else "")
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, f"{login}@{host}", f"/{database}", parts.query, ""))


def _in_words(problems: ValidationError) -> list[str]:
    lines = []
    for problem in problems.errors(include_url=False, include_input=False):
        name = str(problem["loc"][0]) if problem["loc"] else "LUODI_*"
        if problem["type"] == "missing":
            lines.append(f"环境变量 {name} 未设置")
        else:
            lines.append(f"环境变量 {name} 无效: {problem['msg'].removeprefix('Value error, ')}")
    return lines
