"""Brings what the service knows about this turn (metadata) into the slots before a policy chooses the move.

The SQL row is the truth of a conversation; Rasa is told with each message what was asked, whether the right party is on the line,
which language and which channel. So a lost tracker loses nothing.
"""

import gc
import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.kept_connection import keep_connections
from bot.components.prepared_schema import prepare
from bot.components.quiet_logs import quiet

NAMES = ("expects", "verified", "locale", "channel")


def context_of(metadata: object) -> dict[str, str]:
    """The four known names with their values as words; anything else in the metadata is left alone."""
    if not isinstance(metadata, dict):
        return {}
    found = {name: metadata[name] for name in NAMES if metadata.get(name) is not None}
    return {name: _word(value) for name, value in found.items()}


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ContextEntities(GraphComponent):
    """Adds one entity per known name of the message's metadata."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "ContextEntities":
        # every model of ours has this component, so this is where its process learns our manners
        quiet()
        prepare()
        keep_connections()
        # TensorFlow and torch leave a million objects that never die: a collection in mid-turn need not walk them
        gc.collect()
        gc.freeze()
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages, each with the entities of its metadata."""
        for message in messages:
            context = context_of(message.get(METADATA))
            if not context:
                continue
            text = str(message.get(TEXT) or "")
            if text.startswith("/") and "{" not in text:
                # Rasa unpacks "/intent" after every component and drops the entities found so far; it keeps those in the text.
                message.set(TEXT, text.strip() + json.dumps(context))
            else:
                entities = [_entity(name, value) for name, value in context.items()]
                message.set(ENTITIES, [*message.get(ENTITIES, []), *entities], add_to_output=True)
        return messages


def _entity(name: str, value: str) -> dict[str, Any]:
    return {"entity": name, "value": value, "start": 0, "end": 0, "confidence": 1.0, "extractor": "ContextEntities"}
