"""A service's environment: read once, checked at the start, every fault named."""

import re
from ipaddress import IPv4Network, ip_network
from pathlib import Path

import pytest

from luodi.embedded import ROOT
from shared.adapters.settings import SERVICES, Settings, SettingsError, database_address

ENOUGH = {
    "LUODI_DATABASE_URL": "postgresql://127.0.0.1:5432",
    "LUODI_NATS_URL": "nats://luodi:word@127.0.0.1:4222",
    "LUODI_INTERNAL_TOKEN": "0123456789abcdef",
    "LUODI_SOURCE_URN": "urn:cn:123700000000000000:system",
}


def test_little_is_enough() -> None:
    settings = Settings.from_environment("approvals", ENOUGH)
    assert (settings.host, settings.port) == ("127.0.0.1", 8103)
    assert settings.database_url == "postgresql://luodi_approvals@127.0.0.1:5432/luodi_approvals"
    assert settings.base_url("access") == "http://127.0.0.1:8105"
    assert settings.source == "urn:cn:123700000000000000:system:approvals"
    assert settings.timezone == "Asia/Shanghai"
    assert not settings.sample_logins


def test_an_empty_variable_counts_as_absent() -> None:
    settings = Settings.from_environment("leads", {**ENOUGH, "LUODI_PORT": "", "LUODI_HOST": ""})
    assert (settings.host, settings.port) == ("127.0.0.1", 8101)


@pytest.mark.parametrize("name", ENOUGH)
def test_what_is_missing_is_named(name: str) -> None:
    with pytest.raises(SettingsError, match=f"^环境变量 {name} 未设置$"):
        Settings.from_environment("leads", {**ENOUGH, name: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LUODI_DATABASE_URL", "mysql://127.0.0.1"),
        ("LUODI_DATABASE_URL", "postgresql://127.0.0.1:5432/luodi_leads"),
        ("LUODI_DATABASE_NAME", "luodi; drop"),
        ("LUODI_NATS_URL", "http://127.0.0.1:4222"),
        ("LUODI_NATS_REPLICAS", "0"),
        ("LUODI_PORT", "eighty"),
        ("LUODI_PORT", "65536"),
        ("LUODI_PUBLIC_URL", "127.0.0.1:8080"),
        ("LUODI_PUBLIC_URL", "http://127.0.0.1:8080/"),
        ("LUODI_SERVICE_URLS", "leads=http://127.0.0.1:8101"),
        ("LUODI_SERVICE_URLS", ",".join(f"{name}=127.0.0.1" for name in SERVICES)),
        ("LUODI_INTERNAL_TOKEN", "short"),
        ("LUODI_LOG_LEVEL", "LOUD"),
        ("LUODI_SAMPLE_LOGINS", "perhaps"),
        ("LUODI_TIMEZONE", "Europe/Berlin"),
        ("LUODI_SOURCE_URN", "urn:cn:1237:system"),
        ("LUODI_DELIVERY_ALLOW", "10.0.0.0/8"),
        ("LUODI_DELIVERY_ALLOW", "10.0.0.1/8:443"),
        ("LUODI_PROJECT_CODE_LOOKUP_URL", "ftp://platform.example/check"),
        ("LUODI_PROJECT_CODE_LOOKUP_URL", "http://user:word@platform.example/check"),
        ("LUODI_PROJECT_CODE_LOOKUP_URL", "platform.example/check"),
    ],
)
def test_what_is_wrong_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^环境变量 {name} 无效: "):
        Settings.from_environment("leads", {**ENOUGH, name: value})


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environment("leads", {"LUODI_PORT": "0"})
    assert {*ENOUGH, "LUODI_PORT"} <= set(re.findall(r"LUODI_\w+", str(refusal.value)))


def test_no_secret_is_shown() -> None:
    environment = {**ENOUGH, "LUODI_DATABASE_PASSWORD": "open-sesame"}
    shown = repr(Settings.from_environment("leads", environment))
    for secret in ("open-sesame", "word@", ENOUGH["LUODI_INTERNAL_TOKEN"]):
        assert secret not in shown


def test_receivers_are_networks_with_a_port() -> None:
    allowed = {**ENOUGH, "LUODI_DELIVERY_ALLOW": "10.8.0.0/16:443, [fd00::/8]:8443"}
    first, second = Settings.from_environment("notifications", allowed).delivery_allow
    assert (first.network, first.port) == (IPv4Network("10.8.0.0/16"), 443)
    assert (second.network, second.port) == (ip_network("fd00::/8"), 8443)


def test_passwords_survive_an_address() -> None:
    address = database_address(
        "postgresql://chief:a%40b@db.example:5432?sslmode=require",
        database="luodi_leads",
        role="luodi_leads",
        password="p@ss/w:rd%",
    )
    assert address == (
        "postgresql://luodi_leads:p%40ss%2Fw%3Ard%25@db.example:5432/luodi_leads?sslmode=require"
    )
    kept = database_address("postgresql://chief:a%40b@db", database="d", role="r", password=None)
    assert kept == "postgresql://r:a%40b@db/d"


def test_every_setting_is_documented() -> None:
    documented = set(re.findall(r"LUODI_[A-Z_]+", _read("deploy/example.env")))
    assert {str(field.alias) for field in Settings.model_fields.values()} - {"None"} <= documented


def test_compose_tells_nothing_unknown() -> None:
    documented = set(re.findall(r"LUODI_[A-Z_]+", _read("deploy/example.env")))
    places = {f"LUODI_{name.upper()}" for name in SERVICES} | {"LUODI_BIND", "LUODI_STATIC"}
    servers = {"LUODI_NATS_HOST", "LUODI_NATS_PORT", "LUODI_NATS_STORE", "LUODI_VERSION"}
    told = set(re.findall(r"LUODI_[A-Z_]+", _read("docker-compose.yml")))
    assert told <= documented | places | servers
    assert places <= told


def _read(name: str) -> str:
    return Path(ROOT, name).read_text(encoding="utf-8")
