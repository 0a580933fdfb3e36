"""Where deliveries may go: no address inside unless the installation lists it, and some never.

A name is judged by the addresses it leads to when the connection is made, not by its looks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from shared.kernel.rejected import Rejected

LONGEST_URL = 2000
PUBLIC_PORTS = frozenset({443, 8443})
_DEFAULT_PORTS = {"https": 443, "http": 80}

Address = IPv4Address | IPv6Address
_Network = IPv4Network | IPv6Network

_NOT_PUBLIC_V4: tuple[_Network, ...] = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_PUBLIC_V6 = IPv6Network("2000::/3")
_NOT_PUBLIC_V6: tuple[_Network, ...] = tuple(
    IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_NAT64 = IPv6Network("64:ff9b::/96")
# Instance metadata, link-local, "this host", multicast, broadcast: no list can open these.
_NEVER: tuple[_Network, ...] = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "100.100.100.200/32",
        "169.254.0.0/16",
        "224.0.0.0/4",
        "255.255.255.255/32",
        "::/128",
        "fd00:ec2::254/128",
        "fe80::/10",
        "ff00::/8",
    )
)


@dataclass(frozen=True, kw_only=True)
class AllowedAddress:
    """投递白名单: a network (CIDR) and a port of it that deliveries may go to."""

    network: str
    port: int

    def holds(self, address: Address, port: int) -> bool:
        """Tell whether an address and port are meant by this entry."""
        return port == self.port and address in ip_network(self.network)


def may_dial(address: str, port: int, allowed: Iterable[AllowedAddress], *, plain: bool) -> bool:
    """Tell whether a connection to this address may be opened; `plain` is without TLS."""
    real = _unwrapped(ip_address(address))
    if any(real in network for network in _NEVER):
        return False
    if any(entry.holds(real, port) for entry in allowed):
        return True
    return not plain and port in PUBLIC_PORTS and _is_public(real)


def require_deliverable(url: str, allowed: tuple[AllowedAddress, ...]) -> None:
    """Refuse a URL that no delivery could or should ever go to."""
    parts = _parsed(url)
    if parts.username is not None or parts.password is not None:
        raise Rejected("endpoint-url-with-credentials", "the URL carries a name or password")
    port = parts.port if parts.port is not None else _DEFAULT_PORTS[parts.scheme]
    listed = {entry.port for entry in allowed}
    if parts.scheme == "http" and port not in listed:
        raise Rejected("endpoint-url-not-https", "deliveries go over https")
    if port not in PUBLIC_PORTS | listed:
        raise Rejected(
            "endpoint-url-port-refused", "this port is not open to deliveries", port=port
        )
    literal = _literal(parts.hostname or "")
    plain = parts.scheme == "http"
    if literal is not None and not may_dial(literal, port, allowed, plain=plain):
        raise Rejected("endpoint-url-address-refused", "this address is not open to deliveries")


def _parsed(url: str) -> SplitResult:
    if len(url) > LONGEST_URL or not url.isascii() or any(c <= " " or c in "\\\x7f" for c in url):
        raise Rejected("endpoint-url-malformed", "the URL is no plain ASCII address")
    try:
        parts = urlsplit(url)
        fits = parts.scheme in _DEFAULT_PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or "#" in url:
        raise Rejected("endpoint-url-malformed", "the URL is not one of http or https")
    return parts


def _literal(host: str) -> str | None:
    try:
        return str(ip_address(host))
    except ValueError:
        return None


def _unwrapped(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one stands for, where it stands for one."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_V4)
    return address in _PUBLIC_V6 and not any(address in network for network in _NOT_PUBLIC_V6)
