import pytest

from services.notifications.domain.address import AllowedAddress, may_dial

INSIDE = (
    AllowedAddress(network="10.20.0.0/16", port=9000),
    AllowedAddress(network="::1/128", port=9000),
    AllowedAddress(network="169.254.0.0/16", port=80),
    AllowedAddress(network="100.100.100.200/32", port=80),
    AllowedAddress(network="fe80::/10", port=80),
    AllowedAddress(network="fd00:ec2::254/128", port=80),
)


@pytest.mark.parametrize("address", ["8.8.8.8", "223.5.5.5", "2400:3200::1", "64:ff9b::808:808"])
def test_public_addresses_are_dialled_with_tls_on_the_two_open_ports(address: str) -> None:
    assert may_dial(address, 443, (), plain=False)
    assert may_dial(address, 8443, (), plain=False)
    assert not may_dial(address, 22, (), plain=False)
    assert not may_dial(address, 443, (), plain=True)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::10.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:192.168.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_no_address_inside_is_dialled(address: str) -> None:
    assert not may_dial(address, 443, (), plain=False)
    assert not may_dial(address, 443, (), plain=True)


def test_a_listed_network_is_dialled_on_its_port_alone() -> None:
    assert may_dial("10.20.3.4", 9000, INSIDE, plain=True)
    assert may_dial("10.20.3.4", 9000, INSIDE, plain=False)
    assert may_dial("::ffff:10.20.3.4", 9000, INSIDE, plain=True)
    assert may_dial("::1", 9000, INSIDE, plain=True)
    assert not may_dial("10.20.3.4", 9001, INSIDE, plain=True)
    assert not may_dial("10.21.3.4", 9000, INSIDE, plain=True)


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "100.100.100.200", "fe80::1", "fd00:ec2::254"]
)
def test_no_list_opens_metadata_or_link_local_addresses(address: str) -> None:
    assert not may_dial(address, 80, INSIDE, plain=True)
