"""Interruptions in two stages: who cuts us off, and who only coughs."""

import pytest

from bot.turns import Expects
from portfolio.words import Locale
from telephony.barge_in import DECIDE_AFTER_S, BargeIn, Playing, Verdict, is_echo

STORY = Playing("your account at Example Finance is overdue by thirty days", True, False, Expects.WILLINGNESS, Locale.EN_US)
QUESTION = Playing("can you pay this week", True, True, Expects.WILLINGNESS, Locale.EN_US)
DISCLOSURE = Playing("this call is recorded and automated", False, False, Expects.IDENTITY, Locale.EN_US)
ZH_STORY = Playing("您的账户已经逾期三十天", True, False, Expects.WILLINGNESS, Locale.ZH_CN)


def test_voice_holds_and_words_cut() -> None:
    barge_in = BargeIn()
    assert barge_in.voice_began(STORY, 1.0) is Verdict.HOLD
    assert barge_in.words("", STORY) is Verdict.NOTHING
    assert barge_in.words("I lost my job", STORY) is Verdict.CUT
    assert barge_in.cut


def test_a_cough_does_not_silence_the_bot_for_good() -> None:
    barge_in = BargeIn()
    barge_in.voice_began(STORY, 1.0)
    assert barge_in.due(1.0 + DECIDE_AFTER_S - 0.01) is Verdict.NOTHING
    assert barge_in.due(1.0 + DECIDE_AFTER_S) is Verdict.RESUME
    barge_in.settled()
    barge_in.voice_began(STORY, 3.0)
    assert barge_in.voice_ended() is Verdict.RESUME


def test_a_cut_that_no_words_followed_goes_on_too() -> None:
    barge_in = BargeIn()
    barge_in.voice_began(STORY, 1.0)
    barge_in.words("but", STORY)
    assert barge_in.voice_ended() is Verdict.RESUME and not barge_in.cut


def test_words_that_come_late_still_cut() -> None:
    barge_in = BargeIn()
    barge_in.voice_began(STORY, 1.0)
    assert barge_in.due(2.0) is Verdict.RESUME
    assert barge_in.words("that is not mine", STORY) is Verdict.CUT


@pytest.mark.parametrize("text", ["mhm", "uh huh", "okay", "yeah yeah"])
def test_listening_noises_go_on(text: str) -> None:
    assert BargeIn().words(text, STORY) is Verdict.NOTHING


@pytest.mark.parametrize("text", ["嗯", "嗯 嗯", "好的 好的", "哦 是的"])
def test_chinese_listening_noises_go_on(text: str) -> None:
    assert BargeIn().words(text, ZH_STORY) is Verdict.NOTHING


def test_yes_is_an_answer_where_the_question_is_being_asked() -> None:
    assert BargeIn().words("yes", QUESTION) is Verdict.CUT
    assert BargeIn().words("yes", STORY) is Verdict.NOTHING


@pytest.mark.parametrize("text", ["stop calling me", "I want a human", "wrong number", "别再打了", "转 人 工", "我 不 想 活 了"])
def test_disclosures_give_way_to_safety_phrases(text: str) -> None:
    assert BargeIn().words(text, DISCLOSURE) is Verdict.CUT


def test_a_hello_at_pick_up_does_not_cut_the_greeting_off_though_it_asks_who_is_there() -> None:
    greeting = Playing("this is an automated call am I speaking with Mary Johnson", True, True, Expects.IDENTITY, Locale.EN_US)
    assert BargeIn().words("hello", greeting) is Verdict.NOTHING
    assert BargeIn().words("hello yes", greeting) is Verdict.CUT
    assert BargeIn().words("喂 你好", Playing("请问您是李强吗", True, True, Expects.IDENTITY, Locale.ZH_CN)) is Verdict.NOTHING


@pytest.mark.parametrize("text", ["yes that is me", "what do you want", "好的"])
def test_disclosures_give_way_to_nothing_else(text: str) -> None:
    assert BargeIn().voice_began(DISCLOSURE, 1.0) is Verdict.NOTHING
    assert BargeIn().words(text, DISCLOSURE) is Verdict.NOTHING


def test_our_own_voice_from_a_loudspeaker_does_not_interrupt_us() -> None:
    assert BargeIn().words("at example finance is overdue", STORY) is Verdict.NOTHING
    assert BargeIn().words("账户 已经 逾期", ZH_STORY) is Verdict.NOTHING


def test_an_answer_that_shares_words_with_the_question_is_no_echo() -> None:
    assert not is_echo("yes i can pay this week", "can you pay this week")
    assert not is_echo("mary johnson", "am I speaking with Mary Johnson")
    assert not is_echo("我 还 五百 块", "您这周可以还五百块吗")


def test_a_key_that_the_question_takes_cuts_but_not_a_disclosure() -> None:
    assert BargeIn().key(QUESTION) is Verdict.CUT
    assert BargeIn().key(DISCLOSURE) is Verdict.NOTHING
    assert BargeIn().key(None) is Verdict.NOTHING


def test_where_we_are_silent_there_is_nothing_to_interrupt() -> None:
    assert BargeIn().voice_began(None, 1.0) is Verdict.NOTHING
    assert BargeIn().words("hello", None) is Verdict.NOTHING
    assert BargeIn().voice_ended() is Verdict.NOTHING
