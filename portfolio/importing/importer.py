"""Importing takes every row that fits and sets the others aside with line and reason. Importing a file twice changes nothing more."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from portfolio.failures import BadInput
from portfolio.importing.mapping import Mapping
from portfolio.importing.rows import Row, checked
from portfolio.importing.sources import Raw, raw_rows
from portfolio.importing.taking import MissingReference, Taker
from portfolio.ledger import Ledger

BATCH = 1000
"""Rows in one transaction: few commits, and other writers are never kept waiting for long."""

Progress = Callable[[int, int], None]
"""Told now and then how many bytes of how many are done."""


@dataclass(frozen=True)
class Quarantined:
    """A row that was not taken: its line in the file, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class ImportReport:
    """What became of a file. `quarantine_file` holds the quarantined lines, where there are any."""

    rows: int
    accepted: int
    quarantined: tuple[Quarantined, ...]
    quarantine_file: Path | None = None


def import_lines(
    ledger: Ledger,
    path: Path,
    mapping: Mapping | None = None,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    quarantine_dir: Path = Path("var"),
) -> ImportReport:
    """The file's good rows are in the ledger, unless `dry_run`; the others are in `quarantine_dir/quarantine-<name>.jsonl`.

    A row may come before the one that it refers to. Raises BadInput where the file as a whole cannot be used.
    """
    try:
        size = path.stat().st_size
        report = take_rows(ledger, _told(raw_rows(path, mapping), size, progress), dry_run=dry_run)
    except OSError as wrong:
        raise BadInput(f"cannot read {path}: {wrong.strerror}") from wrong
    if dry_run:
        return report
    return _with_quarantine_file(report, quarantine_dir / f"quarantine-{path.name.removesuffix('.jsonl')}.jsonl")


def take_rows(ledger: Ledger, raws: Iterable[Raw], *, dry_run: bool = False, even_if_older: bool = False) -> ImportReport:
    """The rows that fit are in the ledger, unless `dry_run`."""
    rows = 0
    quarantined: list[Quarantined] = []
    waiting: list[tuple[int, Row]] = []
    taker = Taker(dry_run=dry_run, even_if_older=even_if_older)
    upcoming = iter(raws)
    while batch := list(islice(upcoming, BATCH)):
        rows += len(batch)
        waiting += [(line, row) for line, row, _ in _take(ledger, taker, _good(batch, quarantined), quarantined)]
    # accounts before what refers to accounts
    waiting.sort(key=lambda item: item[1].kind != "account")
    for start in range(0, len(waiting), BATCH):
        missing = _take(ledger, taker, waiting[start : start + BATCH], quarantined)
        quarantined += [Quarantined(line, reason) for line, _, reason in missing]
    quarantined.sort(key=lambda one: one.line)
    return ImportReport(rows, rows - len(quarantined), tuple(quarantined))


def _take(ledger: Ledger, taker: Taker, good: list[tuple[int, Row]], quarantined: list[Quarantined]) -> list[tuple[int, Row, str]]:
    """The rows are in, except those returned, which refer to what is not there, as their reasons say."""
    missing: list[tuple[int, Row, str]] = []
    taker.look_up(ledger, [row for _, row in good])
    for line, row in good:
        try:
            taker.take(row)
        except MissingReference as wrong:
            missing.append((line, row, str(wrong)))
        except BadInput as wrong:
            quarantined.append(Quarantined(line, str(wrong)))
    taker.write(ledger)
    return missing


def _good(batch: list[Raw], quarantined: list[Quarantined]) -> list[tuple[int, Row]]:
    good: list[tuple[int, Row]] = []
    for raw in batch:
        try:
            if raw.reason is not None:
                raise BadInput(raw.reason)
            good.append((raw.line, checked(raw.row)))
        except BadInput as wrong:
            quarantined.append(Quarantined(raw.line, str(wrong)))
    return good


def _told(raws: Iterator[Raw], size: int, progress: Progress | None) -> Iterator[Raw]:
    for count, raw in enumerate(raws):
        if progress is not None and count % BATCH == 0:
            progress(raw.read, size)
        yield raw
    if progress is not None:
        progress(size, size)


def _with_quarantine_file(report: ImportReport, path: Path) -> ImportReport:
    """The file says what is wrong now: it is gone when nothing is."""
    if not report.quarantined:
        path.unlink(missing_ok=True)
        return report
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(asdict(one), ensure_ascii=False) for one in report.quarantined)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ImportReport(report.rows, report.accepted, report.quarantined, path)
