"""The invented answers of the demo book, so that whoever plays a demo debtor can pass the verification. Never of real debtors."""

import json
from collections.abc import Mapping

from portfolio.demo_book import BOOK


def demo_answers() -> Mapping[str, Mapping[str, str]]:
    """Returns, by demo debtor's id, question to answer; read from the book's file, for the ledger holds hashes only."""
    rows = (json.loads(line) for line in BOOK.read_text(encoding="utf-8").splitlines() if line.strip())
    return {row["id"]: {each["question"]: each["answer"] for each in row["verification"]} for row in rows if row["kind"] == "debtor"}
