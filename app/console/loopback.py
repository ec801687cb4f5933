"""Pages that are for the machine they run on, and for nobody else."""

from ipaddress import ip_address

from fastapi import HTTPException
from starlette.requests import HTTPConnection

OUR_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


async def only_loopback(connection: HTTPConnection) -> None:
    """Refuses whoever is not on this machine.

    The name in `Host` is checked too, so that a web page elsewhere cannot reach us through a name of its own that points
    here; and `Origin`, so that it cannot post. A proxy in front means that the caller may be anywhere.
    """
    headers = connection.headers
    origin = headers.get("origin")
    here = connection.client is not None and _is_loopback(connection.client.host)
    named = _name(headers.get("host", "")) in OUR_NAMES and (origin is None or _name(origin.partition("://")[2]) in OUR_NAMES)
    if not here or not named or any(header in headers for header in PROXY_HEADERS):
        raise HTTPException(403, "this page is only for the machine that Goodterms runs on: open it there as http://localhost")


def _name(host: str) -> str:
    return host[: host.find("]") + 1] if host.startswith("[") else host.partition(":")[0]


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
