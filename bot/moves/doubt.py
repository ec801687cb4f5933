"""A safety intent that only the model heard, and not surely, is asked back before anything is frozen. The rules' finds never come here.

Said twice is said. Somebody who may be in danger is asked whether they are safe; anything but a clear yes counts as no.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.lines import line
from bot.move import Outcome, Turn, reply
from bot.moves.asking import is_inbound, question
from bot.moves.identity import deny_identity, missed
from bot.moves.matter import answer, private
from bot.moves.offers import offered, propose
from bot.turns import Expects

NEVER = 1.1
LONG = 240
"""A text of more characters is never surely one thing; the model only adds up its words."""

SURE: Mapping[str, float] = {
    "self_harm": 0.8,
    "stop_calling": 0.6,
    "wrong_number": NEVER,
    "dispute": 0.85,
    "fraud": 0.85,
    "attorney": 0.85,
    "bankruptcy": 0.85,
    "deceased": 0.9,
    "minor": 0.85,
    "coercion": 0.85,
    "complaint": 0.85,
}
"""From which confidence the model is believed. In measured talks its false alarms lie below, nearly all true finds above."""

A_CARD = 0.85

NAMES_THE_MATTER = frozenset({"dispute", "fraud", "bankruptcy", "attorney", "complaint"})
"""Their questions would say what the call is about: never put before verification."""

ASKS_IF_SAFE = frozenset({"self_harm", "coercion"})
"""Their question is "are you safe": a no confirms."""

KEEPS_ASKING = frozenset({"silence", "resume_conversation", "repeat", "hold_on", "bad_line"})
"""After these the question is put again."""

TOPIC = "sure_"
SAFE = re.compile(
    r"\b(?:yes|yeah|yep|i'm (?:fine|ok|okay|safe|good|alright)|i am (?:fine|ok|okay|safe)|of course)\b|没事|安全|还好|挺好|是的|对",
    re.IGNORECASE,
)
UNSAFE = re.compile(r"\b(?:no|not|don't)\b|不安全|不太?好|不是|没有", re.IGNORECASE)
OTHER_NAME = re.compile(
    r"\b(?:this is|i'm|i am|it's|my name is|my name's)\s+"
    r"(?!not\b|the wrong|a new|sorry)\w+|\bnot (?:my name|me|her|him)\b|\bspeaking\b|我是|我叫|我姓|我不是",
    re.IGNORECASE,
)


def doubted(turn: Turn, intent: str) -> Outcome | None:
    """What to do instead of the move: mostly the question back; None where the intent is sure, or no safety intent."""
    if not turn.said.text:
        return None
    return _something_else(turn, intent) or (_asked_back(turn, intent) if _sure(turn) < SURE.get(intent, 0) else None)


def _sure(turn: Turn) -> float:
    return turn.said.sure if len(turn.said.text) <= LONG else 0.0


def _something_else(turn: Turn, intent: str) -> Outcome | None:
    """What the model is known to take for something worse, however sure it is."""
    facts, state = turn.facts, turn.state
    if intent == "card_number" and _sure(turn) < A_CARD and facts.verified and not offered(turn).is_empty:
        return propose(turn, offered(turn))
    if intent == "abuse" and len(turn.said.text) > LONG:
        return missed(turn, line("not_understood"))
    if intent == "wrong_number" and state.expects is Expects.IDENTITY and OTHER_NAME.search(turn.said.text):
        return deny_identity(turn)
    if intent == "deceased" and facts.verified:
        # The debtor was just verified: it is somebody of theirs who died.
        return answer(turn, line("condolence"))
    return None


def _asked_back(turn: Turn, intent: str) -> Outcome | None:
    facts, state = turn.facts, turn.state
    if facts.debtor is None and intent not in ASKS_IF_SAFE:
        return private(turn)
    says_too_much = intent in NAMES_THE_MATTER and not facts.verified
    if says_too_much or (intent == "wrong_number" and (is_inbound(facts) or facts.verified)):
        return missed(turn, line("not_understood"))
    topic = f"{TOPIC}{intent}"
    asked = question(facts, replace(state, expects=Expects.OPEN, topic=topic))
    return reply(turn, *asked, expects=Expects.OPEN, topic=topic, back_to=(state.expects.value, state.topic))


def in_doubt(turn: Turn) -> str:
    """The intent that was asked back; empty where none was."""
    return turn.state.topic.removeprefix(TOPIC) if turn.state.topic.startswith(TOPIC) else ""


def confirmed(turn: Turn, intent: str) -> bool:
    """The answer, as `intent`, confirms what was asked back. Silence and service messages confirm nothing."""
    asked = in_doubt(turn)
    if not asked or intent == asked:
        return bool(asked)
    yes, no = intent.startswith("affirm_"), intent.startswith("deny_")
    if asked == "self_harm":
        safe = bool(SAFE.search(turn.said.text)) and not UNSAFE.search(turn.said.text)
        return bool(turn.said.text) and not safe and (yes or no or intent in ("nlu_fallback", "out_of_scope", "hardship"))
    return no if asked in ASKS_IF_SAFE else yes


def dropped(turn: Turn) -> Turn:
    """The turn with the question open that was open before."""
    expects, topic = turn.state.back_to or (Expects.OPEN.value, "")
    return replace(turn, state=replace(turn.state, expects=Expects(expects), topic=topic, back_to=()))


def cleared(turn: Turn) -> Outcome:
    """It was not meant: on with the open question."""
    return answer(turn, line("all_right"))
