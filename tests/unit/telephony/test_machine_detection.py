"""In doubt it is a person."""

import pytest

from telephony.machine_detection import Answerer, by_greeting, by_twilio


@pytest.mark.parametrize(
    ("said", "answerer"),
    [
        ("human", Answerer.PERSON),
        ("machine_start", Answerer.MACHINE),
        ("machine_end_beep", Answerer.MACHINE),
        ("machine_end_silence", Answerer.MACHINE),
        ("machine_end_other", Answerer.MACHINE),
        ("fax", Answerer.MACHINE),
        ("unknown", Answerer.UNKNOWN),
        ("", Answerer.UNKNOWN),
        ("something new", Answerer.UNKNOWN),
    ],
)
def test_every_verdict_of_twilio_is_understood(said: str, answerer: Answerer) -> None:
    assert by_twilio(said) is answerer


@pytest.mark.parametrize(
    "text",
    ["please leave your message after the tone", "you have reached the voicemail of", "您拨打的电话暂时无法接通", "请 在 提示音 后 留言"],
)
def test_greetings_of_machines_are_known_in_both_languages(text: str) -> None:
    assert by_greeting(text, 0.5, 3.0) is Answerer.MACHINE


@pytest.mark.parametrize(
    "text", ["he is not available", "hello who is this", "喂 你好", "他 现在 不在", "this is mary johnson speaking how can I help you"]
)
def test_people_are_not_hung_up_on(text: str) -> None:
    assert by_greeting(text, 0.5, 3.0) is Answerer.UNKNOWN


def test_the_same_words_late_in_a_call_or_in_passing_are_a_persons() -> None:
    assert by_greeting("leave a message", 60.0, 3.0) is Answerer.UNKNOWN
    assert by_greeting("voicemail", 0.5, 0.6) is Answerer.UNKNOWN
