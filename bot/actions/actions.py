"""One custom action per turn: it plays its move on the stage and hands the reply back as JSON."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import UserUtteranceReverted
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from bot.move import Said
from bot.moves.table import MOVES
from bot.reply_json import reply_out
from bot.stage import Stage
from portfolio.words import Locale

FALLBACK = "action_default_fallback"


def executor(stage: Stage) -> ActionExecutor:
    """An executor that knows every action of the domain."""
    made = ActionExecutor()
    for name in MOVES:
        made.register_function(name, _action(stage, name))
    return made


def _action(stage: Stage, name: str) -> Any:
    async def run(dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]) -> list[dict[str, Any]]:
        message = tracker.latest_message
        now = (message.get("metadata") or {}).get("now")
        said = replace(said_in(message), key=str(message.get("message_id") or ""))
        reply = await stage.play(tracker.sender_id, name, said, datetime.fromisoformat(now) if now else None)
        if reply is not None:
            dispatcher.utter_message(json_message=reply_out(reply))
        # No slots are set: the next message brings the state along, and a slot changed here would no longer fit the rule that is running.
        return [UserUtteranceReverted()] if name == FALLBACK else []

    return run


def said_in(message: Mapping[str, Any]) -> Said:
    """The debtor's words of this turn; none where the service sent an intent by name."""
    text = str(message.get("text") or "")
    metadata = message.get("metadata") or {}
    written = metadata.get("written")
    alternatives = tuple(str(a) for a in metadata.get("alternatives") or ())
    named = text.startswith("/")
    return Said(
        "" if named else text,
        alternatives,
        int(metadata.get("count") or 0),
        sure=1.0 if named else float((message.get("intent") or {}).get("confidence") or 0.0),
        written=Locale(written) if written else None,
    )
