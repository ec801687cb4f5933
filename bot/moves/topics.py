"""Yes and no to an open question mean what its topic asked."""

from bot.lines import line
from bot.move import Outcome, Turn, reply
from bot.moves.courtesy import affirm_anything_else, ask_human, goodbye
from bot.moves.safety import affirm_may_write, attorney_named, deny_may_write
from bot.moves.troubles import affirm_plan, deny_plan
from bot.turns import Expects
from bot.understanding.yes import plain_yes


def affirm_open(turn: Turn) -> Outcome:
    """Yes to the topic; without one, an invitation to say more."""
    match turn.state.topic:
        case "may_write":
            return affirm_may_write(turn) if plain_yes(turn.said.text) else deny_may_write(turn)
        case "plan":
            return affirm_plan(turn)
        case "human":
            return ask_human(turn)
        case "attorney_name":
            return attorney_named(turn)
    return affirm_anything_else(turn)


def deny_open(turn: Turn) -> Outcome:
    """No to the topic; without one, goodbye."""
    match turn.state.topic:
        case "may_write":
            return deny_may_write(turn)
        case "plan":
            return deny_plan(turn)
        case "attorney_name":
            return attorney_named(turn)
        case "human" if turn.facts.verified:
            return reply(turn, line("ask_anything_else"), expects=Expects.ANYTHING_ELSE)
    return goodbye(turn)


UNCLEAR = frozenset(
    [
        "nlu_fallback",
        "out_of_scope",
        "chitchat",
        "greet",
        "thanks",
        "goodbye",
        "inform_amount",
        "inform_date",
        "inform_callback",
        "give_promise",
        "hold_on",
        "refuse",
        "busy",
        "callback",
        "default_fallback",
    ]
)
"""What is no answer to a question of rights, and no right of its own."""


def settled(turn: Turn, intent: str) -> Outcome | None:
    """A topic that any unclear answer settles: not a clear yes to "may we write" closes everything; a lawyer's name is any words."""
    if intent not in UNCLEAR:
        return None
    match turn.state.topic:
        case "may_write":
            return deny_may_write(turn)
        case "attorney_name":
            return attorney_named(turn)
    return None
