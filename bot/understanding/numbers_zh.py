"""Chinese numerals to values: 一千二 1200, 三百五 350, 一万二 12000, 3万4000, 一百二十五点五; a recogniser's spaces joined."""

import re
from decimal import Decimal

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
    "幺": 1,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
    "兩": 2,
    "倆": 2,
    "貳": 2,
    "參": 3,
    "陸": 6,
}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
BIG = {"万": 10_000, "萬": 10_000, "w": 10_000, "亿": 100_000_000}
NUMERAL = (
    r"[0-9零〇一二两俩三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬兩倆貳參陸廿卅](?:[0-9零〇一二两俩三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬兩倆貳參陸廿卅]"
    r"|(?<=\d)[,.](?=\d)|点(?=[零〇一二三四五六七八九]))*"
)
WIDE = str.maketrans("０１２３４５６７８９．，：／－％￥＋", "0123456789.,:/-%¥+")


def normalise(text: str) -> str:
    """Half-width, lower case, without spaces between Chinese characters and around numerals."""
    text = text.translate(WIDE).lower()
    text = re.sub(r"(?<=[\u3400-\u9fff〇])\s+(?=[\u3400-\u9fff〇0-9])|(?<=[0-9])\s+(?=[\u3400-\u9fff〇])", "", text)
    return text.strip()


def value(text: str) -> Decimal | None:
    """The value of a numeral, or None where it is none."""
    text = text.replace(",", "").replace("廿", "二十").replace("卅", "三十")
    if not text:
        return None
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return Decimal(text)
    whole, point, rest = text.partition("点")
    if point:
        head = value(whole)
        if head is None or not rest or any(c not in DIGITS for c in rest):
            return None
        return head + Decimal("0." + "".join(str(DIGITS[c]) for c in rest))
    if all(c in DIGITS for c in text):
        return Decimal("".join(str(DIGITS[c]) for c in text))
    return _composed(text)


def _composed(text: str) -> Decimal | None:
    total = section = number = Decimal(0)
    last_unit = 0
    zero = pending = False
    i = 0
    while i < len(text):
        if m := re.match(r"\d+(?:\.\d+)?", text[i:]):
            number, i, pending = Decimal(m.group()), i + m.end(), True
            continue
        c = text[i]
        if c in DIGITS:
            number, pending = Decimal(DIGITS[c]), c not in "零〇"
            zero = zero or c in "零〇"
        elif c in UNITS:
            section += (number if pending else Decimal(1)) * UNITS[c]
            last_unit, number, pending, zero = UNITS[c], Decimal(0), False, False
        elif c in BIG:
            total = (total + section + number) * BIG[c]
            last_unit, section, number, pending, zero = BIG[c], Decimal(0), Decimal(0), False, False
        else:
            return None
        i += 1
    if pending and last_unit >= 100 and not zero and number < 10 and text[-1] in DIGITS:
        return total + section + number * last_unit / 10
    return total + section + number
