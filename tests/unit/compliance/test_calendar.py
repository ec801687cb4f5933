"""Days and hours where the debtor is, around midnight and around the changes of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from compliance.calendar import day_of, end_of_block, opening, start_of
from portfolio.records import InconvenientTime

NEW_YORK = "America/New_York"


def test_a_day_is_where_the_debtor_is() -> None:
    moment = datetime(2026, 3, 11, 16, 30, tzinfo=UTC)
    assert day_of(moment, "Asia/Shanghai").isoformat() == "2026-03-12"
    assert day_of(moment, NEW_YORK).isoformat() == "2026-03-11"


def test_a_day_begins_at_its_own_midnight_also_when_the_clock_changes() -> None:
    spring, after = start_of(date(2026, 3, 8), NEW_YORK), start_of(date(2026, 3, 9), NEW_YORK)
    assert after.astimezone(UTC) - spring.astimezone(UTC) == timedelta(hours=23)


def test_open_hours_are_open_and_closed_ones_name_the_next_opening() -> None:
    def at(hour: int) -> datetime:
        return datetime(2026, 3, 11, hour, tzinfo=ZoneInfo(NEW_YORK))

    assert opening(at(8), time(8), time(21), NEW_YORK) == at(8)
    assert opening(at(7), time(8), time(21), NEW_YORK) == at(8)
    assert opening(at(21), time(8), time(21), NEW_YORK) == datetime(2026, 3, 12, 8, tzinfo=ZoneInfo(NEW_YORK))


def test_a_block_over_midnight_covers_both_sides_of_it() -> None:
    block = InconvenientTime(frozenset({2}), time(22), time(6))  # Wednesday night
    wednesday, thursday = (datetime(2026, 3, day, 23, tzinfo=ZoneInfo(NEW_YORK)) for day in (11, 12))
    morning = datetime(2026, 3, 12, 6, tzinfo=ZoneInfo(NEW_YORK))
    assert end_of_block(wednesday, block, NEW_YORK) == morning
    assert end_of_block(morning.replace(hour=5), block, NEW_YORK) == morning
    assert end_of_block(morning, block, NEW_YORK) is None
    assert end_of_block(thursday, block, NEW_YORK) is None
