"""Rasa's memory of turns in Redis, without a word of what was said: intents, moves and slots, for a day.

The words are in the service's database, under its retention rules; the policies never look at them. A shorter tracker is also
a faster one: Rasa sends it whole to every action.
"""

import json
from collections.abc import Iterable
from typing import Any, cast

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components.client_redis import open_redis

PREFIX = "goodterms:rasa:tracker:"
KEPT = ("event", "timestamp", "name", "value")


class WordlessRedisTracker(TrackerStore, SerializedTrackerAsText):
    """Keeps the last `max_event_history` events of a conversation for `record_exp` seconds after its last turn."""

    def __init__(
        self,
        domain: Domain,
        host: str,
        event_broker: EventBroker | None = None,
        record_exp: int = 86_400,
        max_event_history: int = 60,
        **where: Any,
    ) -> None:
        self._redis = open_redis(host, **where)
        self._expires_s = int(record_exp)
        self._bound = int(max_event_history)
        super().__init__(domain, event_broker)

    @property
    def max_event_history(self) -> int:
        """The bound of `endpoints.yml`; Rasa's own wish (no bound) is not heard."""
        return self._bound

    @max_event_history.setter
    def max_event_history(self, value: int | None) -> None:
        return None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes the tracker over the one before; the conversation's lock is held, so there is nothing to merge."""
        await self.stream_events(tracker)
        self._redis.set(PREFIX + tracker.sender_id, self.serialise_tracker(tracker), ex=self._expires_s)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of a conversation, or None for one that Redis does not know (any more)."""
        stored = cast(str | None, self._redis.get(PREFIX + sender_id))
        return None if stored is None else self.deserialise_tracker(sender_id, stored)

    async def keys(self) -> Iterable[str]:
        """Ids of the conversations that are remembered."""
        return [str(key).removeprefix(PREFIX) for key in self._redis.scan_iter(PREFIX + "*")]

    @staticmethod
    def serialise_tracker(tracker: DialogueStateTracker) -> str:
        """The tracker as JSON, without words."""
        dialogue = tracker.as_dialogue().as_dict()
        dialogue["events"] = [wordless(event) for event in dialogue["events"] if event["event"] != "bot"]
        return json.dumps(dialogue)


def wordless(event: dict[str, Any]) -> dict[str, Any]:
    """The event with its name, time and value; of an utterance only the intent and the context of the turn."""
    kept = {key: event[key] for key in KEPT if key in event}
    if event["event"] == "user":
        parsed = event.get("parse_data") or {}
        intent = {key: (parsed.get("intent") or {}).get(key) for key in ("name", "confidence")}
        context = [{"entity": e["entity"], "value": e["value"]} for e in parsed.get("entities", []) if e.get("extractor") in CONTEXT]
        kept |= {"text": "", "parse_data": {"intent": intent, "entities": context, "text": ""}}
    return kept


CONTEXT = ("ContextEntities", "RegexMessageHandler")
