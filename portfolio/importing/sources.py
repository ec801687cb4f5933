"""Lines of a file become raw rows, each with its line number. What cannot even be read comes out as its reason.

CSV: the header names the fields; `phones` may hold several numbers parted by `;`, `verification.<question>` holds an answer, and
`consents.<channel>` the instant of the consent. A mapping gives other columns these names.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portfolio.failures import BadInput
from portfolio.importing.mapping import PLAIN, Mapping, Part


@dataclass(frozen=True)
class Raw:
    """One raw row, or the reason why there is none. `read` is how many bytes of the file are behind us."""

    line: int
    read: int
    row: Any = None
    reason: str | None = None


def raw_rows(path: Path, mapping: Mapping | None = None) -> Iterator[Raw]:
    """The rows of a `.jsonl` or `.csv` file in order. Raises BadInput where the file itself cannot be used."""
    if path.suffix.lower() in {".jsonl", ".ndjson"}:
        if mapping is not None:
            raise BadInput("a mapping is for CSV files; JSON lines have their names already")
        return _json_rows(path)
    if path.suffix.lower() == ".csv":
        return _csv_rows(path, mapping or PLAIN)
    raise BadInput(f"{path.name}: only .jsonl and .csv files can be imported")


class _Lines:
    """The lines of a file as text. A byte that is not in the encoding becomes U+FFFD, and its row is refused for it."""

    def __init__(self, path: Path, encoding: str) -> None:
        self.read = 0
        self._path = path
        self._encoding = encoding

    def __iter__(self) -> Iterator[str]:
        with self._path.open("rb") as file:
            for number, line in enumerate(file):
                self.read += len(line)
                text = line.decode(self._encoding, errors="replace")
                yield text.removeprefix("\ufeff") if number == 0 else text


def _json_rows(path: Path) -> Iterator[Raw]:
    lines = _Lines(path, "utf-8")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if "\ufffd" in line:
            yield Raw(number, lines.read, reason="not UTF-8 text")
            continue
        try:
            yield Raw(number, lines.read, json.loads(line))
        except (ValueError, RecursionError):
            yield Raw(number, lines.read, reason="not a line of JSON")


def _csv_rows(path: Path, mapping: Mapping) -> Iterator[Raw]:
    lines = _Lines(path, mapping.encoding)
    reader = csv.reader(iter(lines), delimiter=mapping.delimiter, strict=True)
    header = [name.strip() for name in next(reader, [])]
    missing = [column for part in mapping.records for column in part.columns if column not in header]
    if not header or missing:
        raise BadInput(f"{path.name} has no column {', '.join(missing)}" if missing else f"{path.name} is empty")
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Raw(reader.line_num, lines.read, reason="not a row of CSV")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            yield Raw(reader.line_num, lines.read, reason=f"{len(cells)} cells under {len(header)} columns")
        elif any("\ufffd" in cell for cell in cells):
            yield Raw(reader.line_num, lines.read, reason=f"not {mapping.encoding} text")
        else:
            row = dict(zip(header, cells, strict=True))
            for part in mapping.records:
                yield Raw(reader.line_num, lines.read, _assembled(row, part))


def _assembled(cells: dict[str, str], part: Part) -> dict[str, Any]:
    """The row that one part of the mapping makes of the cells; empty cells are left out."""
    names = part.columns or {column: column for column in cells}
    row: dict[str, Any] = dict(part.constants)
    for column, target in names.items():
        cell = cells[column].strip()
        if not cell:
            continue
        field, _, key = target.partition(".")
        if field == "phones":
            row.setdefault("phones", []).extend(number.strip() for number in cell.split(";") if number.strip())
        elif field == "verification" and key:
            row.setdefault("verification", []).append({"question": key, "answer": cell})
        elif field == "consents" and key:
            row.setdefault("consents", []).append({"channel": key, "given_at": cell, "source": part.consent_source})
        else:
            row[target] = cell
    if row.get("kind") == "debtor":
        row.setdefault("phones", [])
    return row
