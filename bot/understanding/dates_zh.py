"""Chinese days in normalised text. 周五 alone is the next one; 下周五 the calendar week after this; 月底 the last day; 半个月 15 days."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.understanding import cues_zh
from bot.understanding.calendar import add_months, month_end, next_day_of_month, next_month_day, nth_weekday, weekday_after, weekday_in_week
from bot.understanding.found import FoundDate, longest
from bot.understanding.numbers_zh import value

C = "一二三四五六七八九十两"
D31 = r"(三十[一]?|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二两三四五六七八九]|[0-3]?\d)"
M12 = r"(十[一二]?|[一二三四五六七八九]|1[0-2]|0?[1-9])"
WEEK = r"(?:周|星期|礼拜)"
DAY = r"([一二三四五六日天末1-7])"
COUNT = rf"([{C}百]+|\d+|几|半)"
Make = Callable[[re.Match[str], date], date | None]


def _wd(c: str) -> int:
    return {"日": 6, "天": 6, "末": 5, "7": 6}.get(c, "一二三四五六".find(c) if not c.isdigit() else int(c) - 1)


def _n(text: str) -> int:
    n = value(text.replace("廿", "二十"))
    return int(n) if n is not None else 0


def _week(back: int) -> Make:
    return lambda m, t: weekday_in_week(t, _wd(m[1]), back)


def _days(n: int) -> Make:
    return lambda m, t: t + timedelta(n)


def _month_day(m: re.Match[str], t: date) -> date | None:
    return next_month_day(_n(m[1]), _n(m[2]), t)


def _dated(m: re.Match[str], t: date) -> date | None:
    digits = m[1]
    year = _n(digits) + (2000 if _n(digits) < 100 else 0)
    try:
        return date(year, _n(m[2]), _n(m[3]))
    except ValueError:
        return None


def _in_month(months: int) -> Make:
    return lambda m, t: next_day_of_month(_n(m[1]), add_months(t.replace(day=1), months) if months else t)


def _later(m: re.Match[str], t: date) -> date | None:
    unit = m[2]
    if m[1] == "半":
        return t + timedelta({"月": 15, "年": 182}.get(unit[-1], 0)) if unit[-1] in "月年" else None
    n = _n(m[1])
    if not n or n > 400:
        return None
    if unit.endswith("月"):
        return add_months(t, n)
    if unit.endswith("年"):
        return add_months(t, 12 * n)
    return t + timedelta(n * (7 if unit.endswith(("周", "期", "拜")) else 1))


UNIT = r"(天|日|个?星期|个?礼拜|周|个月|年)"
AFTER = r"(?:左右)?(?:之后|以后|过后|后|之内|以内|内|时间)"
RULES: tuple[tuple[re.Pattern[str], Make], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (r"大大后[天日]", _days(4)),
        (r"大后[天日]", _days(3)),
        (r"(?<!大)后[天日]", _days(2)),
        (r"明[天日晚早儿](?!白)|明儿个?", _days(1)),
        (r"今[天日晚早儿]|现在|马上|立刻|当天|这就", _days(0)),
        (rf"下下个?{WEEK}{DAY}", _week(2)),
        (rf"下个?{WEEK}{DAY}", _week(1)),
        (rf"(?:这个?|本|今){WEEK}{DAY}", _week(0)),
        (
            rf"(?<![下这本上每]){WEEK}{DAY}(?![个])",
            lambda m, t: weekday_after(t, _wd(m[1])) if m[1] != "末" else weekday_after(t - timedelta(1), 5),
        ),
        (rf"(?:再过|过|再给我|给我|宽限|等|缓|再等){COUNT}{UNIT}", _later),
        (rf"{COUNT}{UNIT}{AFTER}", _later),
        (r"下个?月底|下月末", lambda m, t: month_end(add_months(t.replace(day=1), 1))),
        (r"下个?月初", lambda m, t: add_months(t.replace(day=1), 1)),
        (r"下个?月中旬?", lambda m, t: add_months(t.replace(day=15), 1)),
        (r"下下个?月底", lambda m, t: month_end(add_months(t.replace(day=1), 2))),
        (rf"{M12}月(?:底|末)", lambda m, t: month_end(next_month_day(_n(m[1]), 1, t.replace(day=1)) or t)),
        (rf"{M12}月初", lambda m, t: next_month_day(_n(m[1]), 1, t)),
        (r"(?:这个?月|本月|当月)?月底|这个月末|本月末|月末|(?:这个|本)月的?最后一天", lambda m, t: month_end(t)),
        (r"(?<!下)(?<!下个)月中", lambda m, t: next_day_of_month(15, t)),
        (r"(?<!下)(?<!下个)月初", lambda m, t: next_day_of_month(1, t)),
        (r"年底|年末", lambda m, t: date(t.year, 12, 31)),
        (rf"下下个?月{D31}[号日]?", _in_month(2)),
        (rf"下个?月的?{D31}[号日]?(?![个千百万块元])", _in_month(1)),
        (rf"(?:这个?|本)月的?{D31}[号日]?(?![个千百万块元])", _in_month(0)),
        (rf"{M12}月(?:份)?的?{D31}[号日]?(?![个千百万块元月])", _month_day),
        (r"(\d{4}|[零〇一二三四五六七八九]{4})年" + rf"{M12}月{D31}[号日]?", _dated),
        (r"(?<!\d)(\d{4})[-/.](\d\d?)[-/.](\d\d?)", _dated),
        (rf"(?<![月\d{C}百第]){D31}[号日](?!线|楼|店|机)", lambda m, t: next_day_of_month(_n(m[1]), t)),
        (r"(?<![\d/.-])(1[0-2]|0[1-9])-(3[01]|[0-2]\d)(?![\d-])", _month_day),
        (r"(?<![\d/.])(1[0-2]|0?[1-9])[/·](3[01]|[12]\d|0?[1-9])[号日]?(?![\d/])", _month_day),
        (rf"{M12}月(?:份)?的?第([{C}1-5])个?{WEEK}{DAY}", lambda m, t: nth_weekday(_n(m[2]), _wd(m[3]), _n(m[1]), t)),
        (r"元旦", lambda m, t: next_month_day(1, 1, t)),
        (r"(?<![周期拜])五一(?![百千万块定])(?:节|劳动节)?|劳动节", lambda m, t: next_month_day(5, 1, t)),
        (r"国庆节?|十一(?=之前|以前|前|放假|长假|假期)", lambda m, t: next_month_day(10, 1, t)),
        (r"圣诞节?", lambda m, t: next_month_day(12, 25, t)),
    )
)


def find_spans(text: str, today: date) -> list[FoundDate]:
    """Every day named in the normalised text, whether meant or not, in order."""
    hits: list[FoundDate] = []
    for pattern, make in RULES:
        for m in pattern.finditer(text):
            on = make(m, today)
            if on is not None:
                hits.append(FoundDate(on, m.start(), m.end()))
    return [hits[i] for i in longest([(h.start, h.end, n) for n, h in enumerate(hits)])]


def meant(text: str, found: list[FoundDate]) -> list[FoundDate]:
    """Those that a payer may mean: not denied, not taken back, not another's day."""
    kept: list[FoundDate] = []
    for n, one in enumerate(found):
        before, after = cues_zh.clause_before(text, one.start), cues_zh.clause_after(text, one.end)
        if cues_zh.negated(text, one.start, one.end):
            continue
        if cues_zh.OTHER_DAY.search(before + after[:12]) and not cues_zh.PAY.search(re.sub(r"还[过了]|付[过了]", "", after)):
            continue
        if n + 1 < len(found) and cues_zh.repaired(text, one.end, found[n + 1].start):
            continue
        kept.append(one)
    return kept
