"""Proof of identity: what a debtor can be asked, and whether an answer is right. Nobody can read an answer back.

An answer is four digits or so, which no hash keeps from somebody who holds the file and tries them all: what the hash does is keep
answers out of dumps, screens and logs. Guessing through the front door is stopped by the bot, after two tries.
"""

import os
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from itertools import chain

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, insert, select

from portfolio.books import Book, hold_debtor
from portfolio.records import Answer
from portfolio.tables import verification_answers

# Light on purpose (see above): an import hashes millions. The cost is written into each hash, so raising it needs no migration.
_hasher = PasswordHasher(time_cost=1, memory_cost=256, parallelism=1)

FEW = 16
"""So many answers are hashed by one thread."""


def normalised(answer: str) -> str:
    """Letters and digits only, full-width ones made plain, case folded: '０２１-39' is '02139'."""
    plain = unicodedata.normalize("NFKC", answer).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


@dataclass(frozen=True)
class HashedAnswer:
    """An answer as it is kept."""

    question: str
    answer_hash: str = field(repr=False)
    answer_length: int


def hashed(answers: Mapping[str, Sequence[Answer]]) -> dict[str, list[HashedAnswer]]:
    """The answers by debtor, hashed, on all cores. To be called before a transaction begins: no writer should wait for it."""
    plain = [normalised(one.answer) for given in answers.values() for one in given]
    hashes: Iterator[str]
    if len(plain) <= FEW:
        hashes = iter(_hash_all(plain))
    else:
        parts = [plain[start : start + FEW] for start in range(0, len(plain), FEW)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            hashes = chain.from_iterable(list(pool.map(_hash_all, parts)))
    return {
        debtor_id: [HashedAnswer(one.question, next(hashes), len(normalised(one.answer))) for one in given]
        for debtor_id, given in answers.items()
    }


def _hash_all(plain: Sequence[str]) -> list[str]:
    return [_hasher.hash(one) for one in plain]


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
        self.put_hashed(hashed({debtor_id: answers}))

    def put_hashed(self, answers: Mapping[str, Sequence[HashedAnswer]]) -> None:
        """These are the debtors' questions now."""
        rows = [
            {"debtor_id": debtor_id, "position": position, **asdict(one)}
            for debtor_id, given in answers.items()
            for position, one in enumerate(given)
        ]
        with self._writing() as connection:
            hold_debtor(connection, *answers)
            connection.execute(delete(verification_answers).where(verification_answers.c.debtor_id.in_(list(answers))))
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
