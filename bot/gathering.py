"""Reads a turn's facts from the ledger, in the transaction that will also write its commands."""

from datetime import datetime

from bot.facts import Facts
from bot.identity import askable
from bot.persona import Persona
from portfolio.ledger import Books
from portfolio.records import Account, ConversationRecord, PromiseState
from portfolio.words import Channel, Direction


def gather(books: Books, record: ConversationRecord, persona: Persona, now: datetime) -> Facts:
    """The facts of this conversation as of `now`."""
    base = Facts(
        locale=record.locale,
        channel=record.channel,
        direction=record.direction,
        now=now,
        persona=persona,
        verified=record.verified_at is not None,
        identified=record.channel is Channel.CHAT and record.verified_at is not None,
    )
    debtor = books.debtor(record.debtor_id) if record.debtor_id else None
    if debtor is None:
        return base
    questions = askable(books.verification_questions(debtor.id))
    made = [p for p in books.promises(debtor.id) if p.conversation_id != record.id]
    account = _account(books.accounts(debtor.id))
    return Facts(
        locale=base.locale,
        channel=base.channel,
        direction=base.direction,
        now=now,
        persona=persona,
        identified=base.identified,
        verified=base.verified,
        number_on_file=record.direction is Direction.OUTBOUND or record.number in debtor.phones,
        debtor=debtor,
        account=account,
        flags=frozenset(f.flag for f in books.flags(debtor.id)),
        questions=questions,
        answer_lengths=tuple((q, books.answer_length(debtor.id, q)) for q in questions),
        promises_before=len([p for p in made if p.state is not PromiseState.CANCELLED]),
        broken_before=len([p for p in made if p.state is PromiseState.BROKEN]),
    )


def _account(accounts: tuple[Account, ...]) -> Account | None:
    """The one that the talk is about: the longest overdue that is not paid."""
    owed = [a for a in accounts if a.balance.is_positive]
    return owed[0] if owed else accounts[0] if accounts else None
