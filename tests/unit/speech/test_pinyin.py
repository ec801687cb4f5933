"""Chinese for the voice: the readings that this trade needs."""

import pytest

from speech.tts.pinyin import to_pinyin


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("您好。", "nin2 hao3."),
        ("请问是李强吗？", "qing3 wen4 shi4 li3 qiang2 ma5?"),
        ("还款", "huan2 kuan3"),
        ("您还没有还清", "nin2 hai2 mei2 you3 huan2 qing1"),
        ("我星期五还五百元", "wo3 xing1 qi1 wu3 huan2 wu3 bai3 yuan2"),
        ("还有多少钱", "hai2 you3 duo1 shao3 qian2"),
        ("您还不上吗？我还不知道", "nin2 huan2 bu4 shang4 ma5? wo3 hai2 bu4 zhi1 dao4"),
        ("先还一部分", "xian1 huan2 yi1 bu4 fen4"),
        ("银行", "yin2 hang2"),
        ("重复", "chong2 fu4"),
        ("3821", "san1 ba1 er4 yi1"),
        ("您好，再见！", "nin2 hao3, zai4 jian4!"),
        ("请说 Mary", "qing3 shuo1 Mary"),
        ("", ""),
    ],
)
def test_a_text_is_read_as_people_read_it(text: str, wanted: str) -> None:
    assert to_pinyin(text) == wanted


def test_no_character_is_left_for_the_engine_to_spell_out() -> None:
    assert to_pinyin("您说的是三月十三日，还一百二十五元五角，对吗？").isascii()
