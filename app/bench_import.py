"""`goodterms bench import`: a made-up lender's file goes into a new database, in a process of its own so that its memory is its own."""

import asyncio
import json
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from app.machine import this_machine
from portfolio.database import open_database
from portfolio.importing import import_lines
from portfolio.ledger import Ledger


async def bench_import(accounts: int) -> dict[str, Any]:
    """`rows, seconds, peak_mb` of importing `accounts` debtors with one account and one payment each, into SQLite."""
    machine = this_machine().as_dict()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        figures = await asyncio.get_running_loop().run_in_executor(apart, _run, accounts)
    return figures | {"machine": machine}


def _run(accounts: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="goodterms-bench-") as name:
        folder = Path(name)
        file = folder / "lender.jsonl"
        with file.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for number in range(accounts) for row in _rows(number))
        ledger = Ledger(open_database(f"sqlite:///{folder}/bench.sqlite3"))
        began = time.perf_counter()
        report = import_lines(ledger, file, quarantine_dir=folder)
        seconds = time.perf_counter() - began
        ledger.close()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "rows": report.accepted,
        "seconds": round(seconds, 2),
        "peak_mb": round(peak_mb, 1),
        "rows_per_s": round(report.accepted / seconds),
        "quarantined": len(report.quarantined),
    }


def _rows(number: int) -> tuple[dict[str, Any], ...]:
    debtor, account = f"d{number}", f"a{number}"
    consent = {"channel": "voice", "given_at": "2026-01-02T00:00:00+08:00", "source": "contract"}
    return (
        {
            "kind": "debtor", "id": debtor, "name": f"客户{number}", "locale": "zh-CN", "phones": [f"+86138{number % 10**8:08d}"],
            "region": "CN-44", "time_zone": "Asia/Shanghai", "jurisdiction": "CN", "consents": [consent],
            "verification": [{"question": "id_last4", "answer": f"{number % 10**4:04d}"}, {"question": "birth_year", "answer": "1990"}],
        },
        {
            "kind": "account", "id": account, "debtor": debtor, "creditor": "示例金融", "product": "consumer_loan", "currency": "CNY",
            "balance": "3680.00", "minimum": "368.00", "due_on": "2026-03-05", "opened_on": "2025-03-05",
            "as_of": "2026-03-11T08:00:00+08:00",
        },
        {"kind": "payment", "account": account, "amount": "368.00", "paid_at": "2026-02-05T10:00:00+08:00"},
    )  # fmt: skip
