"""Conversations and what was said in them, as it was heard. The bot's place in the dialogue is kept here, not in a process."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import TypedDict, Unpack

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from portfolio.books import Book, insert_new, record
from portfolio.failures import BadInput
from portfolio.records import ConversationRecord, Utterance, Word
from portfolio.tables import conversations, utterances
from portfolio.words import Channel, Locale


class ConversationChanges(TypedDict, total=False):
    """What may change in a conversation once it is open."""

    debtor_id: str | None
    locale: Locale
    state: str
    expects: str
    verified_at: datetime | None
    ended_at: datetime | None
    disposition: str | None
    recording: str | None


class Conversations(Book):
    """Conversations and their threads."""

    def open_conversation(self, opened: ConversationRecord) -> ConversationRecord:
        """The conversation of this id as it is on file: the given one if it is new, else the one that was there."""
        with self._writing() as connection:
            insert_new(connection, conversations, asdict(opened))
            return _conversation(connection, opened.id)

    def conversation(self, conversation_id: str) -> ConversationRecord | None:
        """The conversation of this id, if there is one."""
        with self._reading() as connection:
            row = connection.execute(select(conversations).where(conversations.c.id == conversation_id)).mappings().one_or_none()
        return None if row is None else record(ConversationRecord, row)

    def conversations(self, debtor_id: str) -> tuple[ConversationRecord, ...]:
        """All conversations with the debtor, oldest first."""
        wanted = (
            select(conversations).where(conversations.c.debtor_id == debtor_id).order_by(conversations.c.started_at, conversations.c.id)
        )
        with self._reading() as connection:
            return tuple(record(ConversationRecord, row) for row in connection.execute(wanted).mappings())

    def unended_calls(self, begun_before: datetime) -> tuple[ConversationRecord, ...]:
        """Voice conversations that began before this moment and have no end on file, oldest first."""
        wanted = (
            select(conversations)
            .where(
                conversations.c.channel == Channel.VOICE,
                conversations.c.ended_at.is_(None),
                conversations.c.started_at < begun_before,
            )
            .order_by(conversations.c.started_at, conversations.c.id)
        )
        with self._reading() as connection:
            return tuple(record(ConversationRecord, row) for row in connection.execute(wanted).mappings())

    def update_conversation(self, conversation_id: str, **changes: Unpack[ConversationChanges]) -> ConversationRecord:
        """The conversation with the changes made. Raises BadInput where there is no such conversation."""
        with self._writing() as connection:
            if changes:
                connection.execute(update(conversations).where(conversations.c.id == conversation_id).values(**changes))
            return _conversation(connection, conversation_id)

    def append_utterance(self, said: Utterance) -> Utterance:
        """The utterance as stored, with the next `seq` of its thread (the given one is ignored).

        The same `client_msg_id`, or the same id, in one conversation returns what was stored the first time.
        """
        with self._writing() as connection:
            # Two speakers at once take turns on the conversation's row, so that no number is given twice.
            thread = select(conversations.c.id).where(conversations.c.id == said.conversation_id).with_for_update(key_share=True)
            if connection.execute(thread).scalar_one_or_none() is None:
                raise BadInput("there is no conversation of this id")
            known = _known(connection, said)
            if known is not None:
                return known
            last = select(func.max(utterances.c.seq)).where(utterances.c.conversation_id == said.conversation_id)
            stored = replace(said, seq=(connection.execute(last).scalar_one() or 0) + 1)
            row = asdict(stored) | {"words": [asdict(word) for word in stored.words]}
            connection.execute(insert(utterances).values(**row))
            return stored

    def replace_utterance_text(self, utterance_id: str, text: str, complete: bool) -> None:
        """The thread now holds what was really heard of this utterance."""
        with self._writing() as connection:
            connection.execute(update(utterances).where(utterances.c.id == utterance_id).values(text=text, complete=complete))

    def utterances(self, conversation_id: str, after: int = 0) -> tuple[Utterance, ...]:
        """The thread from the utterance after `after` on."""
        wanted = (
            select(utterances).where(utterances.c.conversation_id == conversation_id, utterances.c.seq > after).order_by(utterances.c.seq)
        )
        with self._reading() as connection:
            return tuple(_utterance(row) for row in connection.execute(wanted).mappings())


def _conversation(connection: Connection, conversation_id: str) -> ConversationRecord:
    row = connection.execute(select(conversations).where(conversations.c.id == conversation_id)).mappings().one_or_none()
    if row is None:
        raise BadInput("there is no conversation of this id")
    return record(ConversationRecord, row)


def _known(connection: Connection, said: Utterance) -> Utterance | None:
    same = utterances.c.id == said.id
    if said.client_msg_id is not None:
        same = same | (utterances.c.client_msg_id == said.client_msg_id)
    wanted = select(utterances).where(utterances.c.conversation_id == said.conversation_id, same).order_by(utterances.c.seq)
    row = connection.execute(wanted).mappings().first()
    return None if row is None else _utterance(row)


def _utterance(row: RowMapping) -> Utterance:
    values = dict(row)
    words = tuple(Word(**word) for word in values.pop("words"))
    return Utterance(**values, words=words)
