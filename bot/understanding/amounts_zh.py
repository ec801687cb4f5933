"""Chinese amounts in normalised text: 块 元 钱 毛 角 分, bare numerals, and 全部 一半 最低 剩下的."""

import re
from decimal import Decimal

from bot.understanding import cues_zh
from bot.understanding.found import FoundAmount, Relative, overlaps
from bot.understanding.numbers_zh import BIG, NUMERAL, value

CURRENCY = {
    "块": "CNY",
    "元": "CNY",
    "圆": "CNY",
    "人民币": "CNY",
    "rmb": "CNY",
    "cny": "CNY",
    "¥": "CNY",
    "美元": "USD",
    "美金": "USD",
    "刀": "USD",
    "$": "USD",
    "usd": "USD",
    "欧元": "EUR",
    "港币": "HKD",
}
UNIT = r"人民币|美元|美金|欧元|港币|块|元|圆|rmb|cny|usd|刀"
MONEY = re.compile(
    rf"(?:(?P<sign>¥|\$|人民币|rmb|cny|usd) ?)?(?P<n>{NUMERAL})(?P<w>w)?(?P<about>来|多|几)?(?P<big>[万亿千百])?(?:个)?"
    rf"(?:(?P<unit>{UNIT})钱?(?:人民币)?(?P<tail>[0-9一二两三四五六七八九])?"
    rf"(?P<jiao>[毛角])?(?:零?(?P<fen>[0-9一二三四五六七八九])分)?(?P<half>半)?)"
)
SMALL = re.compile(rf"(?P<n>{NUMERAL})(?P<u>[毛角分])(?:钱)?(?P<fen>[0-9一二三四五六七八九])?分?(?![期之钟])")
SIGNED = re.compile(rf"(?P<sign>¥|\$|人民币|rmb|cny|usd) ?(?P<n>{NUMERAL})(?P<w>w)?")
BARE = re.compile(rf"(?<![\d周第期星拜./:-])(?P<n>{NUMERAL}(?:\.\d+)?)(?P<w>w|k)?(?P<half>半)?(?![\d/:%-])")
RELATIVE: tuple[tuple[Relative, re.Pattern[str]], ...] = (
    ("minimum", re.compile(r"最低(?:还款|额度|金额|的)*(?:额)?|最少(?:要)?还?(?:多少)?|最小(?:还款)?额")),
    ("rest", re.compile(r"剩下的?|剩余的?|余下的?|其余的?|尾款|其他的")),
    ("half", re.compile(r"一半|半数|百分之五十|50%")),
    ("full", re.compile(r"全部|全额|全款|一次性|都还了?|全还|还清|结清|所有的?|全都|付清|一起还")),
)
NOT_MONEY = re.compile(
    r"^(?:分之|份|又|[个]?(?:月|星期|礼拜|小时|孩子|人|分期|工作日)|天|日|号|点|周|年|岁|期|次|%|折|分钟|遍"
    r"|下|起|会|样|定|直|些|切|共|家|回|声|位|旦|般|句|种|方|张|笔|边|半|口|概)"
)
AFTER_WHICH = re.compile(r"(?:第|周|星期|礼拜|百分之|分之|初|万|统|唯|同|专|单)$")


def find(text: str, taken: list[tuple[int, int]]) -> list[FoundAmount]:
    """All amounts that a payer may mean, in order; `taken` are spans that belong to days and times."""
    found: list[FoundAmount] = []

    def free(m: re.Match[str]) -> bool:
        return not any(overlaps(m.span(), s) for s in [(f.start, f.end) for f in found] + taken)

    for pattern, make in ((MONEY, _money), (SIGNED, _signed), (SMALL, _small)):
        for m in pattern.finditer(text):
            if free(m) and (one := make(m)):
                found.append(one)
    for name, relative in RELATIVE:
        for m in relative.finditer(text):
            if free(m):
                found.append(FoundAmount(None, None, name, m.start(), m.end()))
    for m in BARE.finditer(text):
        if free(m) and (n := _number(m["n"], m["w"])) is not None and _is_money(text, m, n):
            found.append(FoundAmount(n, None, None, m.start(), m.end(), bare=True))
    return _meant(text, sorted(found, key=lambda f: f.start))


def _number(numeral: str, times: str | None) -> Decimal | None:
    n = value(numeral)
    return n if n is None or not times else n * (BIG["w"] if times == "w" else 1000)


def _digit(text: str | None) -> Decimal:
    return (value(text) or Decimal(0)) if text else Decimal(0)


def _money(m: re.Match[str]) -> FoundAmount | None:
    n = _number(m["n"], m["w"])
    if n is None:
        return None
    if m["big"]:
        n *= {"万": 10_000, "亿": 100_000_000, "千": 1000, "百": 100}[m["big"]]
    n += _digit(m["tail"]) / 10 + _digit(m["fen"]) / 100 + (Decimal("0.5") if m["half"] else 0)
    return FoundAmount(n, CURRENCY[m["unit"]], None, m.start(), m.end())


def _signed(m: re.Match[str]) -> FoundAmount | None:
    n = _number(m["n"], m["w"])
    return None if n is None else FoundAmount(n, CURRENCY[m["sign"]], None, m.start(), m.end())


def _small(m: re.Match[str]) -> FoundAmount | None:
    n = value(m["n"])
    if n is None or n >= 100:
        return None
    return FoundAmount(n / (100 if m["u"] == "分" else 10) + _digit(m["fen"]) / 100, "CNY", None, m.start(), m.end())


def _is_money(text: str, m: re.Match[str], n: Decimal) -> bool:
    if NOT_MONEY.match(text[m.end() :]) or AFTER_WHICH.search(text[: m.start()]):
        return False
    alone = len(text) <= len(m.group()) + 3
    return alone or n >= 10


def _meant(text: str, found: list[FoundAmount]) -> list[FoundAmount]:
    kept: list[FoundAmount] = []
    for n, one in enumerate(found):
        before = cues_zh.clause_before(text, one.start)
        pays = list(cues_zh.PAY.finditer(before))
        if cues_zh.negated(text, one.start, one.end) or (cues_zh.RATE.match(text[one.end :]) and not pays):
            continue
        cue = cues_zh.OTHER_MONEY.search(before)
        if cue and one.relative is None and not any(p.start() > cue.start() for p in pays):
            continue
        if n + 1 < len(found) and cues_zh.repaired(text, one.end, found[n + 1].start):
            continue
        kept.append(one)
    return kept
