"""How much an agent can have in hand at once: one call, or up to four chats. Pure."""

from collections.abc import Iterable, Mapping

from handoff.tickets import Ticket
from portfolio.words import Channel

FULL = 100
UNITS: Mapping[Channel, int] = {Channel.VOICE: 100, Channel.CHAT: 25}


def channels_with_room(held: Iterable[Ticket]) -> frozenset[Channel]:
    """The channels on which he could take one more ticket."""
    used = sum(UNITS.get(ticket.channel, 0) for ticket in held)
    return frozenset(channel for channel, units in UNITS.items() if used + units <= FULL)
