"""Safety and rights, in every state: the flag is written before a word is spoken (escalation table of contact-law D.5)."""

from dataclasses import replace

from bot.commands import Command, MarkUnverified, OpenTicket, RaiseFlag
from bot.lines import line
from bot.move import Outcome, Turn, close, reply
from bot.moves.asking import is_inbound, question
from bot.turns import Expects
from handoff.tickets import TicketReason
from portfolio.words import Channel, Flag


def self_harm(turn: Turn) -> Outcome:
    """Stay on the line, say where help is, get a human now; the matter is never mentioned again."""
    ticket = OpenTicket(TicketReason.SELF_HARM, live=True, summary="speaks of harming themselves")
    said = line("self_harm", interruptible=False)
    return _leaving(reply(turn, said, expects=Expects.OPEN, do=(RaiseFlag(Flag.SELF_HARM), ticket), paused=True, disposition="self_harm"))


def stop_calling(turn: Turn) -> Outcome:
    """The phone is closed in this very turn; written words close everything. One question is allowed: may we write?"""
    review = OpenTicket(TicketReason.STOP_CALLING, live=False, summary="asked not to be called")
    if turn.facts.channel is Channel.CHAT:
        return close(turn, line("cease_all"), disposition="cease", do=(RaiseFlag(Flag.CEASE_ALL), review))
    return _leaving(
        reply(
            turn,
            line("stop_calling"),
            line("ask_may_write"),
            expects=Expects.OPEN,
            topic="may_write",
            do=(RaiseFlag(Flag.CEASE_VOICE), review),
            paused=True,
            disposition="cease",
        )
    )


def affirm_may_write(turn: Turn) -> Outcome:
    """Writing stays open."""
    return close(turn, line("may_write_yes"), disposition="cease")


def deny_may_write(turn: Turn) -> Outcome:
    """A no, or nothing clear: everything is closed."""
    return close(turn, line("may_write_no"), disposition="cease", do=(RaiseFlag(Flag.CEASE_ALL),))


def wrong_number(turn: Turn) -> Outcome:
    """Apologise, take the number out, end. Nothing of why we called. Who dialled us by mistake is only let go."""
    if turn.facts.debtor is None:
        return close(turn, line("goodbye"), disposition="wrong_number")
    return close(turn, line("wrong_number"), disposition="wrong_number", do=(RaiseFlag(Flag.WRONG_NUMBER),))


def third_party(turn: Turn) -> Outcome:
    """Somebody else is on the line: end kindly; where the debtor was verified before, nothing more until they are back.

    Who called us for somebody else is helped, without a word about the matter.
    """
    if turn.facts.verified:
        return _leaving(
            reply(
                turn,
                line("third_party_verified", name=turn.facts.name),
                expects=Expects.IDENTITY,
                do=(MarkUnverified(),),
                person_confirmed=False,
                secrets_passed=(),
                offer_amount=None,
                offer_on=None,
            )
        )
    flag = RaiseFlag(Flag.THIRD_PARTY_ANSWERED)
    if is_inbound(turn.facts):
        return reply(turn, line("stranger_help"), expects=Expects.OPEN, do=(flag,), stranger=True)
    return close(turn, line("third_party"), disposition="third_party", do=(flag,))


def minor(turn: Turn) -> Outcome:
    """A child: end at once; a debtor who is a minor goes to a human."""
    ticket = (OpenTicket(TicketReason.MINOR, live=False, summary="says the debtor is a minor"),) if turn.facts.verified else ()
    return close(turn, line("minor"), disposition="minor", do=(RaiseFlag(Flag.MINOR_ANSWERED), *ticket))


def attorney(turn: Turn) -> Outcome:
    """From now on the lawyer; only the name is asked."""
    ticket = OpenTicket(TicketReason.ATTORNEY, live=False, summary="has a lawyer")
    said = line("attorney")
    return _leaving(
        reply(
            turn,
            said,
            expects=Expects.OPEN,
            topic="attorney_name",
            do=(RaiseFlag(Flag.ATTORNEY), ticket),
            paused=True,
            disposition="attorney",
        )
    )


def attorney_named(turn: Turn) -> Outcome:
    """Whatever was answered stands in the transcript; thank and end."""
    return close(turn, line("attorney_named"), disposition="attorney")


def bankruptcy(turn: Turn) -> Outcome:
    """Automatic stay: stop."""
    return _closing(turn, "bankruptcy", Flag.BANKRUPTCY, TicketReason.BANKRUPTCY)


def deceased(turn: Turn) -> Outcome:
    """Condolence; no payment, no date of birth, no relative asked for anything."""
    return _closing(turn, "deceased", Flag.DECEASED, TicketReason.DECEASED)


def dispute(turn: Turn) -> Outcome:
    """Frozen until a human has looked."""
    return _frozen(turn, "dispute", Flag.DISPUTE, TicketReason.DISPUTE)


def fraud(turn: Turn) -> Outcome:
    """Identity theft: frozen, a specialist."""
    return _frozen(turn, "fraud", Flag.FRAUD, TicketReason.FRAUD)


def coercion(turn: Turn) -> Outcome:
    """Only in the way that the debtor chooses; a human now."""
    ticket = OpenTicket(TicketReason.COERCION, live=True, summary="under pressure of somebody else")
    return _leaving(
        reply(
            turn,
            line("coercion"),
            expects=Expects.OPEN,
            do=(RaiseFlag(Flag.SAFE_CONTACT_ONLY), ticket),
            paused=True,
            disposition="coercion",
        )
    )


def complaint(turn: Turn) -> Outcome:
    """Logged under a number, nothing argued, nothing asked."""
    ticket = OpenTicket(TicketReason.COMPLAINT, live=False, summary="complains")
    lines = (line("complaint", number="{ticket}"), line("ask_anything_else"))
    return reply(turn, *lines, expects=Expects.ANYTHING_ELSE, do=(RaiseFlag(Flag.COMPLAINT), ticket), paused=True, disposition="complaint")


def card_number(turn: Turn) -> Outcome:
    """Stop them; nothing is repeated, the transcript holds dots."""
    template = "card_number" if turn.facts.verified else "card_number_unverified"
    return reply(turn, line(template, interruptible=False), *question(turn.facts, turn.state))


def _closing(turn: Turn, template: str, flag: Flag, reason: TicketReason) -> Outcome:
    do: tuple[Command, ...] = (RaiseFlag(flag), OpenTicket(reason, live=False, summary=template))
    return close(turn, line(template), disposition=template, do=do)


def _frozen(turn: Turn, template: str, flag: Flag, reason: TicketReason) -> Outcome:
    do: tuple[Command, ...] = (RaiseFlag(flag), OpenTicket(reason, live=False, summary=template))
    if not turn.facts.verified:
        return close(turn, line(f"{template}_unverified"), disposition=template, do=do)
    return _leaving(
        reply(
            turn,
            line(template),
            line("ask_anything_else"),
            expects=Expects.ANYTHING_ELSE,
            do=do,
            paused=True,
            disposition=template,
            offer_amount=None,
            offer_on=None,
        )
    )


def _leaving(outcome: Outcome) -> Outcome:
    """Required lines that are still due are dropped: the talk has left the matter."""
    return replace(outcome, leaves=True)
