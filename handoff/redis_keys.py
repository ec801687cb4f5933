"""Every Redis key of the handoff room, with owner, reason and lifetime. All share one hash tag, so that one script may touch them.

Nothing here is the record: SQL is, and `reconcile` writes all of it anew after a loss. A test compares this list with the scripts.
"""

from dataclasses import dataclass

PREFIX = "{goodterms:handoff}:"
BELL = "{goodterms:bell}:"


@dataclass(frozen=True)
class Key:
    """`name` follows the prefix; `<id>` stands for a ticket's id."""

    name: str
    kind: str
    reason: str
    lifetime: str


KEYS: tuple[Key, ...] = (
    Key("waiting", "zset", "ticket ids to be offered; score is priority band, then place in time", "until offered"),
    Key("offers", "zset", "ticket ids that are offered; score is the deadline in ms of this server's clock", "until answered or lapsed"),
    Key("index", "hash", "ticket id to version: what this index knows, for the reconciler", "until the ticket is over"),
    Key(
        "ticket:<id>",
        "hash",
        "state, version, agent, fence, score, kind (locale/channel), who passed until when",
        "until the ticket is over",
    ),
    Key("presence", "zset", "agent ids; score is the last beat in ms", "a day after the last beat"),
    Key("since", "zset", "agent ids; score is when this turn of duty began", "until the agent leaves"),
    Key("events", "stream", "every move, for desks that resume by id", "the last 20,000"),
)
CHANNELS: tuple[Key, ...] = (Key("<conversation>", "channel", "wakes whoever follows a thread; carries no content", "none"),)
