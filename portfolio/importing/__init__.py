"""How portfolio data gets in: lines of JSON or CSV, checked at the edge, good rows taken, bad rows set aside with their reason.
May not guess: a row that does not fit is never repaired on the way in."""

from portfolio.importing.importer import ImportReport, Quarantined, import_lines

__all__ = ["ImportReport", "Quarantined", "import_lines"]
