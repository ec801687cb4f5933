"""Fears that the model has no intent for: is this a fraud, shall I be punished, who will hear of it. Calmed in a word, a human offered.

Rules by words, and only where the model understood nothing or something unkind; what was clearly meant goes before.
"""

import re

from bot.lines import line
from bot.move import Outcome, Turn, reply
from bot.moves.doubt import SURE
from bot.moves.matter import answer, private
from bot.moves.troubles import hardship
from bot.turns import Expects

SUSPECTS = re.compile(r"\b(?:scam|scammers?|fraudsters?|legit|for real|phishing)\b|骗子|诈骗|骗人|骗我|真的假的", re.IGNORECASE)
CONSEQUENCES = re.compile(
    r"\b(?:jail|prison|arrest(?:ed)?|police|sue(?:d)?|court|garnish\w*|my (?:boss|employer|family|parents|husband|wife|job|credit)"
    r"|credit (?:score|report))\b|征信|坐牢|抓我|起诉|法院|警察|上门|家里人|家人|单位|领导|黑名单",
    re.IGNORECASE,
)
FEELINGS = re.compile(r"\b(?:scared|afraid|worried|can't sleep)\b|害怕|担心|着急|睡不着", re.IGNORECASE)
STRAIN = re.compile(r"\b(?:can't cope|desperate|wits' end)\b|没法过|过不下去|撑不住|走投无路|崩溃", re.IGNORECASE)
UNCLEAR = frozenset(
    {"nlu_fallback", "default_fallback", "out_of_scope", "chitchat", "abuse", "refuse", "complaint", "proof", "dispute", "fraud", "hold_on"}
)


def answered(turn: Turn, intent: str) -> Outcome | None:
    """The calming answer; None where nothing of the kind was said, or something else clearly was."""
    words, unsure = turn.said.text, intent in UNCLEAR or intent.startswith("deny_")
    if turn.state.topic in ("may_write", "attorney_name") or not (unsure or _half_heard(turn, intent)):
        return None
    if unsure and SUSPECTS.search(words):
        return answer(turn, line("suspicious", bot=turn.facts.bot_name, lender=turn.facts.lender))
    if unsure and STRAIN.search(words):
        return hardship(turn)
    if CONSEQUENCES.search(words) or (unsure and FEELINGS.search(words)):
        return private(turn) or reply(turn, line("worry"), expects=Expects.OPEN, topic="human")
    return None


def _half_heard(turn: Turn, intent: str) -> bool:
    """Fear of punishment sounds to the model like danger."""
    return intent == "self_harm" and bool(turn.said.text) and turn.said.sure < SURE["self_harm"]
