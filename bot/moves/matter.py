"""The matter itself: disclosure, reason, amount, due date. Reached only once the right party is verified."""

from dataclasses import replace

from bot.commands import MarkVerified, OpenTicket
from bot.lines import Line, line
from bot.move import Outcome, Turn, reply
from bot.moves.asking import question
from bot.turns import Expects
from handoff.tickets import TicketReason


def disclosure(turn: Turn) -> Line:
    """What the law wants said before the matter, in the language spoken (US: the notice of 12 CFR 1006.18(e) for third parties)."""
    template = f"disclose_{turn.facts.persona.role}"
    return (
        line(template, lender=turn.facts.lender, required=True)
        if turn.facts.persona.role == "first_party"
        else line(template, required=True)
    )


def reason(turn: Turn) -> Line:
    """Amount and due date as the ledger has them now."""
    account = turn.facts.account
    if account is None or not account.balance.is_positive:
        return line("nothing_due")
    return line("reason", amount=account.balance, due_on=account.due_on)


def begin(turn: Turn, *before: Line) -> Outcome:
    """Verified: say for whom we speak, what it is about, and ask whether it can be paid today."""
    told = replace(turn, facts=replace(turn.facts, verified=True), state=replace(turn.state, reason_told=True, person_confirmed=True))
    account = turn.facts.account
    if account is None or not account.balance.is_positive:
        return reply(told, *before, reason(told), line("ask_anything_else"), expects=Expects.ANYTHING_ELSE, do=(MarkVerified(),))
    lines = (*before, disclosure(told), reason(told), line("ask_willingness"))
    return reply(told, *lines, expects=Expects.WILLINGNESS, do=(MarkVerified(),))


def answer(turn: Turn, *lines: Line) -> Outcome:
    """Answer, then ask again what is open."""
    return reply(turn, *lines, *question(turn.facts, turn.state))


def private(turn: Turn, *lines: Line) -> Outcome | None:
    """Not verified: nothing about the matter, in any words. None where the debtor is verified and may be told."""
    if turn.facts.verified:
        return None
    if turn.state.stranger:
        return reply(turn, *lines, line("stranger_human"), expects=Expects.OPEN, topic="human")
    return answer(turn, *(lines or (line("privacy_first"),)))


def how_much(turn: Turn) -> Outcome:
    """The open balance; the minimum where that was asked."""
    account = turn.facts.account
    if account is not None and any(a.relative == "minimum" for a in turn.understood.amounts):
        return private(turn) or answer(turn, line("minimum_is", amount=account.minimum))
    return private(turn) or answer(turn, line("how_much", amount=turn.facts.balance))


def breakdown(turn: Turn) -> Outcome:
    """What the ledger knows of the parts; a list of items comes from a human."""
    account = turn.facts.account
    return private(turn) or (
        answer(turn, line("breakdown", amount=account.balance, minimum=account.minimum)) if account else answer(turn, line("nothing_due"))
    )


def when_due(turn: Turn) -> Outcome:
    """The due date."""
    account = turn.facts.account
    return private(turn) or (answer(turn, line("when_due", due_on=account.due_on)) if account else answer(turn, line("nothing_due")))


def why_calling(turn: Turn) -> Outcome:
    """The reason once verified; before that, that it is personal."""
    facts = turn.facts
    if not facts.verified:
        if turn.state.stranger:
            return private(turn) or answer(turn)
        return answer(turn, line("personal_matter", name=facts.name))
    return answer(turn, line("why_calling", lender=facts.lender), reason(turn))


def proof(turn: Turn) -> Outcome:
    """The details in writing, from a human."""
    write = OpenTicket(TicketReason.DATA_RIGHTS, live=False, summary="asks for the details in writing")
    return private(turn) or reply(turn, line("proof"), *question(turn.facts, turn.state), do=(write,))


def how_to_pay(turn: Turn) -> Outcome:
    """Ways to pay; never a card number."""
    return private(turn) or answer(turn, line("how_to_pay", lender=turn.facts.lender))
