"""The question that is open. An interruption is answered, then this is asked again; one question at a time."""

from bot.facts import Facts
from bot.lines import Line, line
from bot.state import DialogueState
from bot.turns import Expects
from portfolio.money import Money
from portfolio.words import Channel, Direction, Locale

TOPIC_QUESTIONS = {
    "may_write": "ask_may_write",
    "attorney_name": "attorney",
    "plan": "ask_plan",
    "human": "stranger_human",
    "callback_day": "ask_callback_day",
    "callback_clock": "ask_callback_time",
    "sure_self_harm": "sure_self_harm",
    "sure_stop_calling": "sure_stop_calling",
    "sure_wrong_number": "sure_wrong_number",
    "sure_dispute": "sure_dispute",
    "sure_fraud": "sure_fraud",
    "sure_attorney": "sure_attorney",
    "sure_bankruptcy": "sure_bankruptcy",
    "sure_minor": "sure_minor",
    "sure_coercion": "sure_coercion",
    "sure_complaint": "sure_complaint",
}


def greeting(facts: Facts) -> Line:
    """The first utterance: automated and recorded, always."""
    kind = "chat" if facts.channel is Channel.CHAT else facts.direction.value
    return line(f"open_{kind}", bot=facts.bot_name, lender=facts.lender, required=True)


def secrets_needed(facts: Facts, state: DialogueState) -> int:
    """How many stored secrets must still be given: one where the name was confirmed on a number on file, else two."""
    return (1 if facts.number_on_file else 2) - len(state.secrets_passed)


def next_secret(facts: Facts, state: DialogueState) -> str | None:
    """The stored question to put now."""
    return next((q for q in facts.questions if q not in state.secrets_passed), None)


def secret_question(question: str) -> Line:
    """The sentence that asks for a stored secret."""
    return line(f"ask_{question}")


def offer(facts: Facts, state: DialogueState) -> Money | None:
    """The amount under discussion."""
    return None if state.offer_amount is None else Money(state.offer_amount, facts.balance.currency)


def readback(facts: Facts, state: DialogueState, template: str = "readback") -> Line:
    """Weekday, full date and amount, to be heard to the end before a yes counts."""
    amount = offer(facts, state)
    if amount is None or state.offer_on is None:
        raise ValueError("nothing to read back")
    return line(template, amount=amount, day=state.offer_on, required=True)


def question(facts: Facts, state: DialogueState) -> tuple[Line, ...]:  # noqa: PLR0911 - one return per case is how a table reads
    """The open question as lines; nothing where the debtor has the word."""
    if state.topic == "counter" and (countered := _counter(facts, state)):
        return (countered,)
    match state.expects:
        case Expects.IDENTITY:
            return (line("ask_person", name=facts.name),)
        case Expects.VERIFICATION:
            secret = next_secret(facts, state)
            return (secret_question(secret),) if secret else ()
        case Expects.WILLINGNESS:
            return (line("ask_willingness"),)
        case Expects.AMOUNT:
            return (line("ask_amount_for", day=state.offer_on),) if state.offer_on else (line("ask_amount"),)
        case Expects.DATE:
            return (line("ask_date"),)
        case Expects.CONFIRM:
            return (readback(facts, state),)
        case Expects.CALLBACK_TIME:
            return (line(TOPIC_QUESTIONS.get(state.topic, "ask_callback")),)
        case Expects.ANYTHING_ELSE:
            return (line("ask_anything_else"),)
        case _:
            if state.topic == "human" and facts.verified:
                return (line("ask_connect"),)
            if state.topic == "sure_deceased":
                return (line("sure_deceased", name=facts.name),)
            template = TOPIC_QUESTIONS.get(state.topic)
            return (line(template),) if template else (line("ask_help"),)


def _counter(facts: Facts, state: DialogueState) -> Line | None:
    if state.expects is Expects.DATE and state.offer_on:
        return line("too_late", day=state.offer_on)
    amount = offer(facts, state)
    return line("too_little", amount=amount) if state.expects is Expects.AMOUNT and amount else None


def notice(locale: Locale) -> str:
    """The mark that the automated-and-recorded notice was given in this language."""
    return locale.value


def is_inbound(facts: Facts) -> bool:
    """The debtor came to us."""
    return facts.direction is Direction.INBOUND
