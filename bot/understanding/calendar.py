"""Calendar steps that both languages share. Weekdays: Monday is 0."""

from datetime import date, timedelta


def month_end(on: date) -> date:
    """The last day of that month."""
    return (on.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)


def add_months(on: date, n: int) -> date:
    """The same day n months on, or that month's last day."""
    years, month = divmod(on.month - 1 + n, 12)
    first = date(on.year + years, month + 1, 1)
    return first.replace(day=min(on.day, month_end(first).day))


def weekday_after(today: date, weekday: int) -> date:
    """The next such weekday, never today."""
    return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)


def weekday_in_week(today: date, weekday: int, weeks: int) -> date:
    """That weekday of the calendar week `weeks` after this one; weeks begin on Monday."""
    return today - timedelta(today.weekday()) + timedelta(weekday + 7 * weeks)


def next_day_of_month(day: int, today: date) -> date | None:
    """The next such day of a month, today or later."""
    if not 1 <= day <= 31:
        return None
    first = today.replace(day=1)
    for n in range(13):
        month = add_months(first, n)
        if day <= month_end(month).day and month.replace(day=day) >= today:
            return month.replace(day=day)
    return None


def next_month_day(month: int, day: int, today: date) -> date | None:
    """The next such day of the year, today or later."""
    for year in range(today.year, today.year + 9):
        try:
            on = date(year, month, day)
        except ValueError:
            continue
        if on >= today:
            return on
    return None


def nth_weekday(n: int, weekday: int, month: int, today: date) -> date | None:
    """The n-th such weekday of the month, this year or the next."""
    for year in (today.year, today.year + 1):
        first = date(year, month, 1)
        on = first + timedelta((weekday - first.weekday()) % 7 + 7 * (n - 1))
        if on >= today and on.month == month:
            return on
    return None


def last_weekday(weekday: int, month: int, today: date) -> date | None:
    """The last such weekday of the month, this year or the next."""
    for year in (today.year, today.year + 1):
        end = month_end(date(year, month, 1))
        on = end - timedelta((end.weekday() - weekday) % 7)
        if on >= today:
            return on
    return None


def next_weekday_day(weekday: int, day: int, today: date) -> date | None:
    """The next such day of a month that falls on that weekday; where none does within a year, the next such day."""
    first = today.replace(day=1)
    for n in range(13):
        month = add_months(first, n)
        if 1 <= day <= month_end(month).day:
            on = month.replace(day=day)
            if on >= today and on.weekday() == weekday:
                return on
    return next_day_of_month(day, today)


def business_days(today: date, n: int) -> date:
    """The n-th working day after today; holidays are not known here."""
    on = today
    while n > 0:
        on += timedelta(1)
        n -= on.weekday() < 5
    return on
