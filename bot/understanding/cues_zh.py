"""Chinese words around a value that take it back or give it to something else: repairs, negations, reports, incomes."""

import re

BOUNDARY = re.compile(r"但是|但|不过|可是|然后|所以|因为|[，,。；;！!？?、]|我只能|我可以|我能|我是说|我的意思是|我说的是")
REPAIR = re.compile(r"不对|不是|错了|说错|应该是|我是说|还是|改成|改到|不不|等等|算了")
NEGATED = re.compile(r"还不了|不能|没法|没办法|不会|没说|从来没|不可能|不行|没有说|付不了|还不起|拿不出|没答应|别说|不是")
PAY = re.compile(r"还(?!有|是|没|不)|付|转|给你|打给|交|结清|存|凑|先[给还付]")
OTHER_DAY = re.compile(
    r"结婚|婚礼|生日|手术|住院|考试|出差|旅游|开学|去世|给我打|打过电话|上次|以前|已经|还过|付过|还了|付了|发短信|出生|失业|借的|办的|开的|说好的"
)
OTHER_MONEY = re.compile(
    r"工资|收入|挣|赚|房租|租金|学费|医药费|欠了?|借了?|利息|手续费|罚|已经|还过|付过|还了|付了|扣了?|余额|额度|你们说|账单|花了?|只剩|存款|奖金|贷了?"
)
RATE = re.compile(r"^(?:一个月|每个?月|一年|每年|一天|每天|%|折|分期|期)")


def clause_before(text: str, start: int) -> str:
    """The words of the same clause before `start`."""
    cut = 0
    for m in BOUNDARY.finditer(text[:start]):
        cut = m.end() if m.group()[0] not in "我" else m.start()
    return text[cut:start]


def clause_after(text: str, end: int) -> str:
    """The words of the same clause after `end`."""
    m = re.search(r"但|不过|可是|[，,。；;！!？?]", text[end:])
    return text[end : end + m.start()] if m else text[end:]


def negated(text: str, start: int, end: int) -> bool:
    """The value is denied: 周五还不了, 我没说周五还, 不是周五."""
    before, after = clause_before(text, start), clause_after(text, end)
    if re.search(r"才能|之前|以前|再", after[:4]) and not re.search(r"没说|没有说|没答应", before):
        return False
    return bool(NEGATED.search(before)) or bool(
        re.match(r".{0,4}(?:还不了|不行|不能还|没法还|付不了|还不起|拿不出|没办法|不可以|不方便|没空|不可能)", after)
    )


def repaired(text: str, end: int, start: int) -> bool:
    """Between two values stands a repair and little else: the first one is taken back."""
    between = text[end:start]
    return len(between) <= 8 and bool(REPAIR.search(between))
