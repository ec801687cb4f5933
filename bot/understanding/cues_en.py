"""English words around a value that take it back or give it to something else: repairs, negations, reports, incomes."""

import re

BOUNDARY = re.compile(r"\bbut\b|\bhowever\b|\bthen\b|\bso\b|\band i\b|\bi can do\b|[.;!?,]|\binstead\b|\bbecause\b|\bcause\b")
REPAIR = re.compile(r"\b(?:no|sorry|i mean|actually|wait|make (?:that|it)|or rather|rather|scratch that|correction|let's say|not)\b")
NEGATED = re.compile(r"\b(?:can't|cannot|can not|won't|wont|cant|never|not|don't|didn't|doesn't|couldn't|wouldn't|no way|unable|isn't)\b")
PAY = re.compile(
    r"\b(?:pay(?!ing (?:rent|my))|send|transfer|give|do|manage|afford|settle|promise|clear|put|make a payment|make the payment)\b"
)
OTHER_DAY = re.compile(
    r"\b(?:wedding|birthday|married|marries|surgery|operation|funeral|holiday|trip|exam|was laid off|lost my job"
    r"|told me|called me|you called|you said|since|born|last"
    r"|was supposed|paid (?:it|you|that|already)?|already|opened|moved|died|passed away|got the letter|received|yesterday)\b"
)
OTHER_MONEY = re.compile(
    r"\b(?:owe|owed|earn|earning|make (?!it\b)(?:about|only|around)?|making|salary|income|rent|costs?|paid|already"
    r"|borrowed|lent|lost|you said|charged|charging|charge|fees?|interest|bill|balance"
    r"|limit|was|were|worth|deducted|withdrew|wages?|bring home|takes home|get paid|pension)\b"
)
RATE = re.compile(r"^ ?(?:a|per|an|each|every) (?:month|hour|year|week|day)\b|^ ?(?:%|percent|per cent)")


NEAR = 9
"""A denial reaches this many words."""


def clause_before(text: str, start: int) -> str:
    """The words of the same clause before `start`."""
    head = text[:start]
    cut = 0
    for m in BOUNDARY.finditer(head):
        cut = m.end()
    return head[cut:]


def negated(text: str, start: int, earlier: int = 0) -> bool:
    """The value is denied: "not friday", "i can't pay on friday", "i never said i'd pay friday".

    `earlier`: where the value before it ended; a denial ends there ("not thursday friday"), unless both are denied ("thursday or friday").
    """
    before = clause_before(text, start)
    between = text[earlier:start]
    if earlier and len(between) < len(before) and between.strip() not in ("or", "and", "or on", "and on"):
        before = between
    hits = list(NEGATED.finditer(before))
    if not hits:
        return False
    after = before[hits[-1].end() :]
    return not re.search(r"\b(?:until|till|before|more than|only|just|a problem|if)\b", after) and len(after.split()) <= NEAR


def repaired(text: str, end: int, start: int) -> bool:
    """Between two values stands a repair and little else: the first one is taken back."""
    between = text[end:start]
    return bool(REPAIR.search(between)) and len(between.split()) <= 6
