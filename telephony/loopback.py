"""Who is on this very machine: the phone without Twilio and the developers' doors are for nobody else. Pure: an address and headers in.

The name in `Host` is judged too, so that a web page elsewhere cannot reach us through a name of its own that points here; and `Origin`,
so that it cannot post or open a socket. A proxy in front means that the caller may be anywhere.
"""

from collections.abc import Mapping
from ipaddress import ip_address

OUR_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
PROXY_HEADERS = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
PROXY_HTTP = "1.0"
"""What nginx speaks to its upstream unless told otherwise, even where it adds no header; no browser does."""


def is_from_here(address: str | None, headers: Mapping[str, str], http_version: str) -> bool:
    """True for a request of this machine itself. `headers` by lower-case name."""
    origin = headers.get("origin")
    return (
        address is not None
        and _is_loopback(address)
        and _name(headers.get("host", "")) in OUR_NAMES
        and (origin is None or _name(origin.partition("://")[2]) in OUR_NAMES)
        and http_version != PROXY_HTTP
        and not any(header in headers for header in PROXY_HEADERS)
    )


def _name(host: str) -> str:
    return host[: host.find("]") + 1] if host.startswith("[") else host.partition(":")[0]


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
