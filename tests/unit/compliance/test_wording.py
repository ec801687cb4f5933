"""The wording guard finds what may not be said, and lets courtesy pass."""

import pytest
from unit.compliance.gate_cases import BOOKS

from compliance.wording import check_wording
from portfolio.words import Locale


@pytest.mark.parametrize(
    "text",
    [
        "再不还钱就要坐牢",
        "我们会通知你家人",
        "你这个老赖",
        "我们明天上门抓人",
        "借钱也要还",
        "请转到我的私人账户",
        "这会影响征信",
        "不还后果自负",
        "法院传票马上就到",
        "坐 牢",
        "坐，牢",
    ],
)
def test_chinese_threats_and_shaming_are_found(text: str) -> None:
    assert check_wording(text, Locale.ZH_CN)


@pytest.mark.parametrize(
    "text",
    [
        "You will be ARRESTED.",
        "We may take this to court",
        "a lawsuit will follow",
        "We will tell your  employer",
        "This is your last chance",
        "You deadbeat",
        "You could borrow from a friend",
        "we will garnish your wages",
        "Don’t make us sue you",
    ],
)
def test_english_threats_and_shaming_are_found(text: str) -> None:
    assert check_wording(text, Locale.EN_US)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Thank you for your courtesy. Which issue shall we discuss?", Locale.EN_US),
        ("Please ensure that the alien client pursues it.", Locale.EN_US),
        ("In danger, call 911. You can call or text 988.", Locale.EN_US),
        ("You'll pay $125.00 by Friday, November 27. Is that right?", Locale.EN_US),
        ("您好，我是示例金融的智能语音助手，本次通话会录音。", Locale.ZH_CN),
        ("您可以拨打12356心理援助热线，紧急请拨110或120。", Locale.ZH_CN),
        ("你确认在11月27日周五之前还人民币1,250.00元，对吗？", Locale.ZH_CN),
    ],
)
def test_courteous_sentences_pass(text: str, locale: Locale) -> None:
    assert check_wording(text, locale) == ()


def test_a_sentence_in_the_other_language_is_looked_at_too() -> None:
    assert check_wording("您好, we will sue you", Locale.ZH_CN)
    assert check_wording("Hello, 你会坐牢", Locale.EN_US)


def test_a_violation_names_the_words_and_why() -> None:
    assert check_wording("You will go to jail", Locale.EN_US) == ("jail: threat of criminal consequences",)


def test_the_gates_own_reasons_may_be_shown_to_anybody() -> None:
    for book in BOOKS.values():
        for rule in book.rules:
            assert check_wording(rule.reason.zh_cn, Locale.ZH_CN) == ()
            assert check_wording(rule.reason.en_us, Locale.EN_US) == ()
