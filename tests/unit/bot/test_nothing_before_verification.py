"""Before the right party is verified nothing reveals that a debt exists: every intent in every unverified state, both languages."""

import re
from dataclasses import replace

import pytest
from unit.bot.people import LI, MARY, facts_of

from bot.lines import Line
from bot.move import Said, Turn
from bot.moves.table import ANSWERS, INTENTS, play
from bot.persona import Persona
from bot.state import DialogueState
from bot.turns import Expects
from bot.wording import render
from portfolio.words import Channel, Direction

DEBT = re.compile(
    r"\b(?:debt|owe|owed|owing|balance|loan|overdue|past due|due|payment|repay|repayment|pay|paid|collect|collection"
    r"|collector|instal|installment|arrears|lender|credit|account|amount)\w*\b"
    r"|欠|债|还款|还钱|逾期|贷款|借款|借钱|催收|余额|账户|账单|金额|分期|付款|信用",
    re.IGNORECASE,
)
VALUES = re.compile(
    r"\d|\b(?:hundred|thousand|dollars?|monday|tuesday|wednesday|thursday|friday|saturday|sunday|november|december)\b|元|块|百|千|星期|月",
    re.IGNORECASE,
)
HOTLINES = re.compile(r"988|911|12356|110|120|nine eight eight|nine one one|幺二三五六|幺幺零|幺二零")
STATES = {
    "asked who": DialogueState(opened=True, expects=Expects.IDENTITY),
    "asked a secret": DialogueState(opened=True, expects=Expects.VERIFICATION, person_confirmed=True),
    "failed once": DialogueState(opened=True, expects=Expects.VERIFICATION, person_confirmed=True, failed_checks=1, check="failed"),
    "failed twice": DialogueState(opened=True, expects=Expects.VERIFICATION, person_confirmed=True, failed_checks=2, check="failed"),
    "cut short": DialogueState(opened=True, expects=Expects.VERIFICATION, person_confirmed=True, check="incomplete"),
    "stranger": DialogueState(opened=True, expects=Expects.OPEN, stranger=True),
    "asked for a time": DialogueState(opened=True, expects=Expects.CALLBACK_TIME),
    "asked to write": DialogueState(opened=True, expects=Expects.OPEN, topic="may_write", paused=True),
    "asked for a lawyer": DialogueState(opened=True, expects=Expects.OPEN, topic="attorney_name", paused=True),
    "offered a colleague": DialogueState(opened=True, expects=Expects.OPEN, topic="plan", paused=True),
    "anything else": DialogueState(opened=True, expects=Expects.ANYTHING_ELSE),
    "asked money by mistake": DialogueState(opened=True, expects=Expects.CONFIRM),
    "missed once": DialogueState(opened=True, expects=Expects.IDENTITY, misses=1),
}
WORDS = {MARY: "i will pay one hundred dollars on friday", LI: "我星期五还五百块"}
# A call-back is at a day that the debtor chose; a number of a complaint is no amount.
OWN_DAYS = frozenset({"callback_noted", "callback_hours", "complaint"})


def spoken_in(line: Line, debtor: object, text: bool) -> str:
    facts = facts_of(debtor)
    return render(line, facts.locale, facts.today)[0 if text else 1]


@pytest.mark.parametrize("debtor", [MARY, LI], ids=["en-US", "zh-CN"])
@pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())
@pytest.mark.parametrize("direction", list(Direction))
def test_no_word_of_a_debt_reaches_an_unverified_person(debtor, state, direction):
    for role in ("first_party", "third_party"):
        for name in {**INTENTS, **ANSWERS}:
            facts = replace(facts_of(debtor), direction=direction, channel=Channel.VOICE, persona=Persona(role=role))
            outcome = play(f"action_{name}", Turn(facts, state, Said(WORDS[debtor])))
            if name == "verification_passed" and not any(line.template.startswith("ask_") for line in outcome.lines):
                continue
            for line in outcome.lines:
                for form in (True, False):
                    said = spoken_in(line, debtor, form).replace(facts.lender, "").replace(facts.name, "")
                    assert not DEBT.search(said), (name, said)
                    assert line.template in OWN_DAYS or not VALUES.search(HOTLINES.sub("", said)), (name, said)


def test_the_agent_who_takes_it_over_is_told_that_nobody_was_verified(scene):
    s = scene()
    s.open()
    s.say("give me a person", "ask_human")
    assert not next(iter(s.handoffs.tickets.values())).verified
