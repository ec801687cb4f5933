"""Pages that are for the machine they run on, and for nobody else."""

from fastapi import HTTPException
from starlette.requests import HTTPConnection

from telephony.loopback import is_from_here


def came_from_here(connection: HTTPConnection) -> bool:
    """True for a request or socket of this machine itself."""
    address = connection.client.host if connection.client else None
    return is_from_here(address, connection.headers, connection.scope.get("http_version", ""))


async def only_loopback(connection: HTTPConnection) -> None:
    """Refuses whoever is not on this machine."""
    if not came_from_here(connection):
        raise HTTPException(403, "this page is only for the machine that Goodterms runs on: open it there as http://localhost")
