"""Days and hours where the debtor is. All answers are instants; the wall clock never leaves this file."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portfolio.records import InconvenientTime


def day_of(at: datetime, zone: str) -> date:
    """The calendar day of the instant in the zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def start_of(day: date, zone: str) -> datetime:
    """The instant at which the day begins in the zone."""
    return datetime.combine(day, time(), ZoneInfo(zone))


def opening(at: datetime, opens: time, closes: time, zone: str) -> datetime:
    """`at` itself where the hours are open then, else the next instant at which they open."""
    local = at.astimezone(ZoneInfo(zone))
    clock = local.time().replace(fold=0)
    if opens <= clock < closes:
        return at
    day = local.date() if clock < opens else local.date() + timedelta(days=1)
    return datetime.combine(day, opens, ZoneInfo(zone))


def end_of_block(at: datetime, block: InconvenientTime, zone: str) -> datetime | None:
    """The instant at which the inconvenient block around `at` ends; None where `at` is not in it.

    A block that ends at or before it starts runs into the next day; 00:00 to 00:00 is the whole day.
    """
    local = at.astimezone(ZoneInfo(zone))
    clock = local.time().replace(fold=0)
    overnight = block.ends <= block.starts
    today, yesterday = local.weekday() in block.weekdays, (local.weekday() - 1) % 7 in block.weekdays
    if today and block.starts <= clock and (overnight or clock < block.ends):
        return datetime.combine(local.date() + timedelta(days=int(overnight)), block.ends, ZoneInfo(zone))
    if yesterday and overnight and clock < block.ends:
        return datetime.combine(local.date(), block.ends, ZoneInfo(zone))
    return None
