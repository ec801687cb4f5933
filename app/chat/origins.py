"""Which web pages may speak for a debtor. The token is the lock; this is the second bolt."""

from urllib.parse import urlsplit


def origin_allowed(origin: str | None, allowed: tuple[str, ...], own: str) -> bool:
    """Tells whether a page of this origin may use the chat.

    No origin: not a browser (the lender's server or app). No list: any page, the signed token alone decides.
    With a list: the listed origins and our own public address.
    """
    if origin is None or not allowed:
        return True
    return _plain(origin) in {_plain(each) for each in (*allowed, own)}


def _plain(address: str) -> str:
    parts = urlsplit(address)
    default = {"https": 443, "http": 80}.get(parts.scheme)
    try:
        port = "" if parts.port in (None, default) else f":{parts.port}"
    except ValueError:
        return address
    return f"{parts.scheme}://{parts.hostname or ''}{port}"
