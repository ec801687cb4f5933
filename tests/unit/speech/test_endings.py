"""Which answers are whole, by what was asked: the table that the end of turn goes by."""

import pytest

from speech.endings import Ending, ending

C, U, N = Ending.COMPLETE, Ending.UNCLEAR, Ending.UNFINISHED


@pytest.mark.parametrize(
    ("expects", "text", "wanted"),
    [
        ("confirm", "yes", C),
        ("confirm", "yes that is right", C),
        ("confirm", "no that is not right", C),
        ("confirm", "yes but", N),
        ("confirm", "i think", U),
        ("anything_else", "no that is all goodbye", C),
        ("identity", "yes this is she", C),
        ("identity", "yes this is mary johnson", U),
        ("identity", "yes this is", N),
        ("amount", "one hundred dollars", C),
        ("amount", "one hundred", N),
        ("amount", "the minimum", C),
        ("amount", "maybe um", N),
        ("date", "on friday", C),
        ("date", "on the", N),
        ("date", "march thirteenth", C),
        ("date", "next month on the", N),
        ("callback_time", "tomorrow afternoon", C),
        ("callback_time", "at five p m", C),
        ("willingness", "i can pay one hundred dollars on friday", C),
        ("willingness", "i can pay one hundred dollars", U),
        ("willingness", "on friday i can pay one hundred", N),
        ("willingness", "yes", C),
        ("willingness", "no i can not pay", U),
        ("willingness", "yes i can pay", N),
        ("date", "next month", N),
        ("date", "at the end of the month", C),
        ("open", "i lost my job and", N),
        ("open", "i lost my job", U),
        ("confirm", "对", C),
        ("confirm", "对没错", C),
        ("confirm", "不对", C),
        ("confirm", "对 的", C),
        ("confirm", "对但是", N),
        ("anything_else", "没有了再见", C),
        ("identity", "我是", C),
        ("identity", "对我是李强", U),
        ("amount", "五百块", C),
        ("amount", "五百块吧", C),
        ("amount", "五百", N),
        ("amount", "最低还款额", C),
        ("date", "星期五", C),
        ("date", "下个月十五号", C),
        ("date", "下个月十五", U),
        ("date", "等我发工资", C),
        ("callback_time", "明天下午三点", C),
        ("willingness", "我星期五还五百块", C),
        ("willingness", "五百块星期五还", C),
        ("willingness", "我星期五还", U),
        ("willingness", "我星期五", N),
        ("date", "下个月", N),
        ("willingness", "我星期五还五百", N),
        ("open", "我没有钱然后", N),
    ],
)
def test_an_answer_is_whole_or_not(expects: str, text: str, wanted: Ending) -> None:
    assert ending(text, expects) is wanted


@pytest.mark.parametrize(
    ("text", "digits", "wanted"),
    [
        ("nineteen eighty five", 4, C),
        ("nineteen eighty", 4, C),
        ("nineteen", 4, N),
        ("zero two one three nine", 5, C),
        ("zero two one three", 5, N),
        ("oh two one three nine", 5, C),
        ("one nine eight five", None, U),
        ("it is", None, N),
        ("三八二一", 4, C),
        ("三八二", 4, N),
        ("一九九零", 4, C),
        ("一九 九零", 4, C),
    ],
)
def test_digits_are_whole_once_all_were_said(text: str, digits: int | None, wanted: Ending) -> None:
    assert ending(text, "verification", digits) is wanted
