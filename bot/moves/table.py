"""Which move an action of the dialogue engine plays: `action_<intent>`, `action_affirm_<expects>`, `action_deny_<expects>`."""

from collections.abc import Mapping
from dataclasses import replace

from bot.move import Move, Outcome, Turn
from bot.moves import callback, courtesy, doubt, identity, matter, opening, promise, safety, topics, troubles, worries
from bot.turns import Expects
from bot.understanding.yes import plain_yes
from portfolio.words import Locale

INTENTS: Mapping[str, Move] = {
    "open_conversation": opening.open_conversation,
    "resume_conversation": opening.resume_conversation,
    "verification_passed": identity.verification_passed,
    "verification_failed": identity.verification_failed,
    "silence": courtesy.silence,
    "give_promise": promise.give_promise,
    "inform_amount": promise.inform_amount,
    "inform_date": promise.inform_date,
    "inform_callback": callback.inform_callback,
    "pay_now": promise.pay_now,
    "ask_human": courtesy.ask_human,
    "stop_calling": safety.stop_calling,
    "wrong_number": safety.wrong_number,
    "third_party": safety.third_party,
    "complaint": safety.complaint,
    "dispute": safety.dispute,
    "fraud": safety.fraud,
    "attorney": safety.attorney,
    "bankruptcy": safety.bankruptcy,
    "deceased": safety.deceased,
    "self_harm": safety.self_harm,
    "minor": safety.minor,
    "coercion": safety.coercion,
    "card_number": safety.card_number,
    "repeat": courtesy.repeat,
    "speak_chinese": courtesy.switch_to(Locale.ZH_CN),
    "speak_english": courtesy.switch_to(Locale.EN_US),
    "object_recording": courtesy.object_recording,
    "who_are_you": courtesy.who_are_you,
    "are_you_human": courtesy.are_you_human,
    "why_calling": matter.why_calling,
    "how_much": matter.how_much,
    "breakdown": matter.breakdown,
    "when_due": matter.when_due,
    "how_to_pay": matter.how_to_pay,
    "proof": matter.proof,
    "already_paid": troubles.already_paid,
    "autopay_failed": troubles.autopay_failed,
    "instalments": troubles.instalments,
    "discount": troubles.discount,
    "extension": promise.extension,
    "hardship": troubles.hardship,
    "refuse": promise.refuse,
    "busy": callback.busy,
    "callback": callback.busy,
    "bad_line": courtesy.bad_line,
    "data_rights": courtesy.data_rights,
    "refuse_automated": courtesy.refuse_automated,
    "abuse": courtesy.abuse,
    "greet": courtesy.greet,
    "goodbye": courtesy.goodbye,
    "thanks": courtesy.thanks,
    "hold_on": courtesy.hold_on,
    "chitchat": courtesy.chitchat,
    "out_of_scope": courtesy.out_of_scope,
    "nlu_fallback": courtesy.not_understood,
    "default_fallback": courtesy.not_understood,
    "technical": courtesy.technical,
}

ANSWERS: Mapping[str, Move] = {
    "affirm_identity": identity.affirm_identity,
    "deny_identity": identity.deny_identity,
    "affirm_verification": identity.affirm_verification,
    "deny_verification": identity.deny_verification,
    "affirm_willingness": promise.affirm_willingness,
    "deny_willingness": promise.deny_willingness,
    "affirm_amount": promise.affirm_amount,
    "deny_amount": promise.deny_amount,
    "affirm_date": promise.affirm_date,
    "deny_date": promise.deny_date,
    "affirm_confirm": promise.affirm_confirm,
    "deny_confirm": promise.deny_confirm,
    "affirm_callback_time": callback.inform_callback,
    "deny_callback_time": callback.deny_callback_time,
    "affirm_anything_else": courtesy.affirm_anything_else,
    "deny_anything_else": courtesy.deny_anything_else,
    "affirm_open": topics.affirm_open,
    "deny_open": topics.deny_open,
}

MOVES: Mapping[str, Move] = {f"action_{name}": move for name, move in {**INTENTS, **ANSWERS}.items()}
"""By action name."""


FALLBACKS = frozenset({"nlu_fallback", "default_fallback"})
CALL_TIMES = {True: frozenset({"inform_date", "inform_amount"}), False: frozenset({"inform_date", "inform_amount", "give_promise"})}
"""Asked when to call, these are a time to be called; who is not verified has nothing to promise."""


def play(action: str, turn: Turn) -> Outcome:
    """The outcome of an action. An answer to a question that is no longer open counts as the answer to the one that is."""
    name = action.removeprefix("action_")
    turn = _sober(turn)
    for kind in ("affirm_", "deny_"):
        if name.startswith(kind):
            name = f"{kind}{turn.state.expects.value}"
    if (asked := doubt.in_doubt(turn)) and name not in doubt.KEEPS_ASKING:
        meant = doubt.confirmed(turn, name)
        turn = doubt.dropped(turn)
        if meant:
            return MOVES[f"action_{asked}"](turn)
        if name.startswith(("affirm_", "deny_")):
            return doubt.cleared(turn)
    if identity.keeps_secret(turn, name):
        name = "deny_verification"
    if name in FALLBACKS and turn.state.topic in ("human", "plan") and plain_yes(turn.said.text):
        name = "affirm_open"
    if turn.state.expects is Expects.CALLBACK_TIME and name in CALL_TIMES[turn.facts.verified]:
        name = "inform_callback"
    return topics.settled(turn, name) or worries.answered(turn, name) or doubt.doubted(turn, name) or MOVES[f"action_{name}"](turn)


def _sober(turn: Turn) -> Turn:
    """A question about money is never open with somebody who is not verified, whatever the state says."""
    if turn.facts.verified or turn.state.expects not in promise.QUESTIONS_ABOUT_MONEY:
        return turn
    known = turn.facts.debtor is not None and not turn.state.stranger
    return replace(
        turn, state=replace(turn.state, expects=Expects.IDENTITY if known else Expects.OPEN, topic="", offer_amount=None, offer_on=None)
    )
