"""Proof of identity: what a debtor can be asked, and whether an answer is right. Nobody can read an answer back.

An answer is four digits or so, which no hash keeps from somebody who holds the file and tries them all: what the hash does is keep
answers out of dumps, screens and logs. Guessing through the front door is stopped by the bot, after two tries.
"""

import unicodedata
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, insert, select

from portfolio.books import Book
from portfolio.records import Answer
from portfolio.tables import verification_answers

# Light on purpose (see above): an import hashes millions. The cost is written into each hash, so raising it needs no migration.
_hasher = PasswordHasher(time_cost=1, memory_cost=256, parallelism=1)


def normalised(answer: str) -> str:
    """Letters and digits only, full-width ones made plain, case folded: '０２１-39' is '02139'."""
    plain = unicodedata.normalize("NFKC", answer).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


class Verification(Book):
    """Questions and hashed answers."""

    def verification_questions(self, debtor_id: str) -> tuple[str, ...]:
        """What this debtor can be asked, in the order to ask."""
        wanted = (
            select(verification_answers.c.question)
            .where(verification_answers.c.debtor_id == debtor_id)
            .order_by(verification_answers.c.position)
        )
        with self._reading() as connection:
            return tuple(connection.execute(wanted).scalars())

    def put_answers(self, debtor_id: str, answers: Sequence[Answer]) -> None:
        """These are the debtor's questions now, hashed."""
        # hashed before the transaction begins: other writers do not wait for it
        rows = [
            {
                "debtor_id": debtor_id,
                "question": one.question,
                "position": position,
                "answer_hash": _hasher.hash(normalised(one.answer)),
                "answer_length": len(normalised(one.answer)),
            }
            for position, one in enumerate(answers)
        ]
        with self._writing() as connection:
            connection.execute(delete(verification_answers).where(verification_answers.c.debtor_id == debtor_id))
            if rows:
                connection.execute(insert(verification_answers), rows)

    def check_answer(self, debtor_id: str, question: str, answer: str) -> bool:
        """Whether this answers the question; spaces, dashes and full-width digits do not matter."""
        kept = self._kept(debtor_id, question)
        given = normalised(answer)
        if kept is None or not given:
            return False
        try:
            return _hasher.verify(kept[0], given)
        except VerificationError:
            return False

    def answer_length(self, debtor_id: str, question: str) -> int:
        """How many letters or digits the answer has, for the keypad; 0 where there is no such question."""
        kept = self._kept(debtor_id, question)
        return 0 if kept is None else kept[1]

    def _kept(self, debtor_id: str, question: str) -> tuple[str, int] | None:
        wanted = select(verification_answers.c.answer_hash, verification_answers.c.answer_length).where(
            verification_answers.c.debtor_id == debtor_id, verification_answers.c.question == question
        )
        with self._reading() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else (row.answer_hash, row.answer_length)
