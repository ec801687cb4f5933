"""A call in virtual time, from the first word to the last."""

from dataclasses import astuple, replace
from datetime import datetime

import pytest
from peers.virtual_call import VirtualCall
from peers.virtual_time import VIRTUAL

from bot.turns import Expects, Heard, KeypadSpec, Reply, Saying
from speech.events import SpeechStarted, SpeechStopped, Transcript
from telephony.fakes import FakeTalk, reply, saying
from telephony.live_call import Limits
from telephony.media_stream import Stopped

pytestmark = pytest.mark.anyio

HELLO = saying("hello", "good morning this is the automated assistant")
ASK = saying("ask", "am I speaking with Mary Johnson")


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return VIRTUAL


async def test_a_call_goes_from_greeting_to_answer_to_goodbye() -> None:
    call = VirtualCall(
        reply(HELLO, ASK, expects=Expects.IDENTITY),
        reply(saying("bye", "thank you goodbye"), ended=True),
    )
    await call.begin()
    await call.wait_until_quiet()
    await call.say("yes this is mary johnson")
    await call.over()
    assert call.talk.asked == ["open", "hear yes this is mary johnson"]
    assert call.talk.heard_by_debtor == [
        ("hello", HELLO.text, True),
        ("ask", ASK.text, True),
        ("bye", "thank you goodbye", True),
    ]
    assert call.talk.ended == ["bot"]
    assert call.control.orders == [("end", call.call.call_id)]
    assert call.line.closed and call.listener.closed and call.recorder.closed
    assert not call.line.violations


async def test_the_debtor_hangs_up_and_everything_is_freed() -> None:
    call = VirtualCall(reply(HELLO))
    await call.begin()
    await call.wait(1.0)
    call.hang_up(Stopped())
    await call.over()
    assert call.talk.ended == ["debtor"]
    assert call.control.orders == []
    (said,) = call.talk.heard_by_debtor
    assert said[0] == "hello" and not said[2] and HELLO.text.startswith(said[1]) and said[1]


async def test_the_first_sound_is_sent_at_once_without_dead_air_at_pick_up() -> None:
    call = VirtualCall(reply(HELLO))
    await call.begin()
    await call.wait(0.2)
    assert call.line.played and call.line.played[0].at / 8000 <= 0.15
    assert call.metrics.first_audios and call.metrics.first_audios[0] <= 0.15


async def test_playout_has_no_gaps_within_a_saying() -> None:
    call = VirtualCall(reply(HELLO, ASK))
    await call.begin()
    await call.wait_until_quiet()
    assert not [gap for gap in call.line.gaps_s() if gap > 0.04]


async def test_the_buffer_does_not_play_on_after_a_barge_in() -> None:
    call = VirtualCall(reply(HELLO, ASK), reply(saying("sure", "of course")))
    await call.begin()
    await call.wait(1.0)
    speaking = call.line.heard_s()
    began = 1.0
    await call.say("who is this please")
    await call.wait_until_quiet()
    (cleared_at,) = call.line.cleared_at[:1]
    assert cleared_at - began <= 0.35
    stale = [piece for piece in call.line.played if cleared_at + 0.02 < piece.at / 8000 < began + 1.3]
    assert not stale and speaking > 0
    said = {saying_id: (text, complete) for saying_id, text, complete in call.talk.heard_by_debtor}
    assert said["ask"] == ("", False) and said["sure"] == ("of course", True)
    assert not said["hello"][1] and HELLO.text.startswith(said["hello"][0])


async def test_the_history_holds_no_words_that_nobody_heard_and_knows_it_before_it_answers() -> None:
    call = VirtualCall(reply(HELLO, ASK), reply())
    await call.begin()
    await call.wait(1.0)
    await call.say("who is this please")
    assert [entry[0] for entry in call.talk.heard_by_debtor[:2]] == ["hello", "ask"]
    assert call.talk.asked == ["open", "hear who is this please"]


async def test_a_cough_does_not_silence_the_bot_for_good() -> None:
    call = VirtualCall(reply(HELLO, ASK))
    await call.begin()
    await call.wait(1.0)
    await call.cough()
    await call.wait_until_quiet()
    assert call.talk.heard_by_debtor == [("hello", HELLO.text, True), ("ask", ASK.text, True)]
    assert call.metrics.verdicts == ["hold", "resume"]


async def test_a_long_noise_without_words_does_not_silence_it_either() -> None:
    call = VirtualCall(reply(HELLO, ASK))
    await call.begin()
    await call.wait(1.0)
    await call.cough(lasts_s=3.0)
    await call.wait_until_quiet()
    assert call.talk.heard_by_debtor == [("hello", HELLO.text, True), ("ask", ASK.text, True)]


async def test_listening_noises_do_not_become_answers() -> None:
    call = VirtualCall(reply(HELLO, ASK, expects=Expects.IDENTITY))
    await call.begin()
    await call.wait(0.5)
    await call.say("mhm", lasts_s=0.4)
    await call.wait_until_quiet()
    assert call.talk.asked == ["open"]
    assert call.talk.heard_by_debtor[-1] == ("ask", ASK.text, True)


async def test_the_bot_does_not_answer_its_own_voice_from_a_loudspeaker() -> None:
    call = VirtualCall(reply(HELLO))
    await call.begin()
    await call.wait(0.5)
    await call.say("this is the automated assistant")
    await call.wait_until_quiet()
    assert call.talk.asked == ["open"] and call.talk.heard_by_debtor == [("hello", HELLO.text, True)]


async def test_an_empty_final_after_noise_is_no_answer_and_the_sentence_goes_on() -> None:
    call = VirtualCall(reply(HELLO))
    await call.begin()
    await call.wait(0.5)
    await call.say("", lasts_s=0.5)
    await call.wait_until_quiet()
    assert call.talk.asked == ["open"] and call.talk.heard_by_debtor == [("hello", HELLO.text, True)]


async def test_a_disclosure_plays_to_its_end_and_what_was_said_meanwhile_is_answered_after_it() -> None:
    notice = saying("notice", "this call is automated and recorded", interruptible=False, required=True)
    call = VirtualCall(reply(notice, ASK), reply())
    await call.begin()
    await call.wait(0.3)
    await call.say("who are you people", lasts_s=0.5)
    await call.wait_until_quiet()
    assert call.talk.heard_by_debtor[0] == ("notice", notice.text, True)
    assert call.talk.asked == ["open", "hear who are you people"]
    (heard,) = call.talk.heard
    assert heard.ended_at < call.call._clock.instant(1.75)  # the bot can see that it came before the end


async def test_a_yes_before_the_end_of_a_read_back_is_told_before_that_end_so_that_it_is_said_again() -> None:
    order: list[str] = []

    class Noting(FakeTalk):
        async def was_heard(self, saying_id: str, text_heard: str, complete: bool, started_at: datetime, ended_at: datetime) -> None:
            order.append(f"heard {saying_id}")

        async def hear(self, heard: Heard) -> Reply:
            order.append(f"hear {heard.text}")
            return reply()

    readback = saying("readback", "you will pay one hundred dollars on friday is that right", required=True, interruptible=False)
    call = VirtualCall(talk=Noting(reply(readback, expects=Expects.CONFIRM)))
    await call.begin()
    await call.wait(0.5)
    await call.say("that is what i said", lasts_s=0.8)
    await call.wait_until_quiet()
    assert order == ["hear that is what i said", "heard readback"]


async def test_when_the_bot_is_back_after_a_hold_silence_is_met_again() -> None:
    call = VirtualCall(reply(held=True), reply(held=True), reply(saying("still", "are you still there")))
    await call.begin()
    await call.wait(13.5)
    assert call.talk.asked == ["open", "silence 1", "silence 1"] and call.voice.spoken == ["are you still there"]


async def test_a_safety_phrase_interrupts_even_a_disclosure() -> None:
    notice = saying("notice", "this call is automated and recorded for your protection", interruptible=False, required=True)
    call = VirtualCall(reply(notice), reply())
    await call.begin()
    await call.wait(0.3)
    await call.say("stop calling me", lasts_s=0.8)
    assert call.line.cleared_at
    assert call.talk.asked == ["open", "hear stop calling me"] and not call.talk.heard_by_debtor[0][2]


async def test_a_split_final_gives_one_answer_to_the_whole() -> None:
    first = reply(saying("how_much", "how much can you pay"))
    second = reply(saying("read_back", "one hundred dollars on friday"))
    call = VirtualCall(reply(), first, second, busy_s=0.3)
    await call.begin()
    await call.wait(1.0)
    await call.say("i can pay")
    await call.wait(0.05)
    call.listener.hears(*_late_final("one hundred dollars on friday"))
    await call.wait(1.0)
    await call.wait_until_quiet()
    assert call.voice.spoken == ["one hundred dollars on friday"]
    assert call.talk.heard_by_debtor == [("how_much", "", False), ("read_back", "one hundred dollars on friday", True)]


async def test_the_goodbye_is_not_cut_off_neither_by_the_debtor_nor_by_us() -> None:
    bye = saying("bye", "thank you for your time goodbye")
    call = VirtualCall(reply(bye, ended=True))
    await call.begin()
    await call.wait(0.3)
    await call.say("okay bye then", lasts_s=0.6)
    await call.over()
    assert call.talk.heard_by_debtor == [("bye", bye.text, True)]
    assert call.line.heard_s() >= len(bye.text) * 0.05 and call.talk.asked == ["open"]


async def test_the_line_is_not_left_open_when_the_carriers_interface_is_away() -> None:
    call = VirtualCall(reply(saying("bye", "goodbye"), ended=True))
    call.control.away = True
    await call.begin()
    await call.over()
    assert call.line.closed and call.talk.ended == ["bot"]


async def test_the_idle_timer_does_not_run_while_the_debtor_still_listens() -> None:
    long = saying("long", "word " * 50)  # 12.5 seconds
    call = VirtualCall(reply(long), reply(saying("still_there", "are you still there")))
    await call.begin()
    await call.wait(12.0)
    assert call.talk.asked == ["open"]
    await call.wait(12.6 + 5.9 - 12.0)
    assert call.talk.asked == ["open"]
    await call.wait(0.6)
    assert call.talk.asked == ["open", "silence 1"]


async def test_silence_is_met_by_two_reprompts_and_a_courteous_close() -> None:
    call = VirtualCall(reply(ASK), reply(saying("s1", "hello")), reply(saying("s2", "hello again")), reply(saying("s3", "goodbye")))
    await call.begin()
    await call.over()
    assert call.talk.asked == ["open", "silence 1", "silence 2", "silence 3"]
    assert call.talk.heard_by_debtor[-1] == ("s3", "goodbye", True) and call.talk.ended == ["bot"]


async def test_a_slow_bot_is_covered_by_a_filler_which_the_bot_does_not_hear_of() -> None:
    call = VirtualCall(reply(ASK), busy_s=1.5)
    await call.begin()
    await call.wait(1.0)
    assert call.voice.spoken == ["one_moment en-US"]
    await call.wait_until_quiet()
    await call.wait(1.0)
    assert call.voice.spoken == ["one_moment en-US", ASK.text]
    assert [entry[0] for entry in call.talk.heard_by_debtor] == ["ask"]


async def test_a_crashing_turn_is_an_apology_and_a_hang_up_never_silence() -> None:
    call = VirtualCall(reply(ASK), RuntimeError("a bug"))
    await call.begin()
    await call.wait_until_quiet()
    await call.say("yes it is")
    await call.over()
    assert call.voice.spoken == [ASK.text, "sorry_technical en-US"]
    assert call.talk.ended == ["failed"] and call.control.orders == [("end", call.call.call_id)]


async def test_a_bot_that_never_answers_is_an_apology_too() -> None:
    call = VirtualCall(reply(ASK), busy_s=3600.0)
    await call.begin()
    await call.over()
    assert call.voice.spoken == ["one_moment en-US", "sorry_technical en-US"] and call.talk.ended == ["failed"]


async def test_dead_ears_are_an_apology_too() -> None:
    call = VirtualCall(reply(ASK))
    await call.begin()
    await call.wait_until_quiet()
    call.listener.hears(RuntimeError("the recogniser crashed"))
    await call.over()
    assert call.voice.spoken[-1] == "sorry_technical en-US" and call.talk.ended == ["failed"]


async def test_without_our_voice_the_carriers_own_voice_apologises() -> None:
    call = VirtualCall(reply(ASK))
    call.voice.away = True
    await call.begin()
    await call.over()
    ((order, _, document),) = call.control.orders
    assert order == "redirect" and "sorry_technical en-US" in document and "<Hangup" in document


async def test_a_network_that_falls_silent_ends_the_call_and_frees_everything() -> None:
    call = VirtualCall(reply(ASK))
    await call.begin()
    await call.wait(3.0)
    call.silent_network = True
    await call.over()
    assert call.talk.ended == ["socket_lost"] and call.listener.closed and call.recorder.closed and call.line.closed


async def test_a_socket_that_takes_nothing_any_more_ends_the_call_within_the_send_limit() -> None:
    call = VirtualCall(reply(ASK))
    call.line.dead = True
    await call.begin()
    await call.over()
    assert call.call._clock.age_s() < 6 and call.talk.ended == ["socket_lost"]


async def test_lost_marks_delay_the_goodbye_but_do_not_leave_the_line_open() -> None:
    call = VirtualCall(reply(saying("bye", "goodbye"), ended=True))
    call.line.loses_marks = True
    await call.begin()
    await call.over()
    assert call.metrics.counted == ["marks_lost"] and call.talk.heard_by_debtor == [("bye", "", False)]
    assert call.talk.ended == ["bot"]


async def test_a_call_has_a_longest_duration_and_closes_courteously() -> None:
    long = saying("long", "word " * 150)
    call = VirtualCall(reply(long), reply(saying("bye", "I must end the call now")), limits=Limits(longest_call=30.0))
    await call.begin()
    await call.over()
    assert call.talk.asked == ["open", "silence 3"] and call.talk.heard_by_debtor[-1] == ("bye", "I must end the call now", True)
    assert call.talk.ended == ["bot"]


async def test_a_call_that_cannot_be_closed_courteously_is_ended_all_the_same() -> None:
    call = VirtualCall(*[reply(held=True)] * 20, limits=Limits(longest_call=30.0))
    await call.begin()
    await call.over()
    assert call.talk.ended == ["too_long"] and 60 <= call.call._clock.age_s() < 61


async def test_while_a_human_holds_the_conversation_the_bot_is_mute_and_speaks_the_agents_words() -> None:
    call = VirtualCall(reply(ASK), reply(saying("hold", "a colleague is coming"), held=True), *[reply(held=True)] * 30)
    await call.begin()
    await call.wait_until_quiet()
    await call.say("i want to speak to a human")
    await call.wait_until_quiet()
    await call.wait(60.0)
    assert set(call.talk.asked[2:]) == {"silence 1"}, "the ladder never climbs while held"
    assert call.voice.spoken[-1] == "a colleague is coming"
    call.talk.news.append(saying("agent-1", "hello this is Dana from the team"))
    await call.wait(2.1)
    await call.wait_until_quiet()
    assert call.talk.heard_by_debtor[-1] == ("agent-1", "hello this is Dana from the team", True)
    await call.say("hello dana")
    assert call.talk.asked[-1] == "hear hello dana"


async def test_the_agents_closing_of_the_ticket_ends_the_call_after_the_goodbye() -> None:
    call = VirtualCall(reply(ASK), reply(saying("hold", "a colleague is coming"), held=True), *[reply(held=True)] * 30)
    await call.begin()
    await call.wait_until_quiet()
    await call.say("i want to speak to a human")
    await call.wait_until_quiet()
    call.talk.news.append(replace(saying("bye", "goodbye"), ends=True))
    await call.over()
    assert call.talk.heard_by_debtor[-1] == ("bye", "goodbye", True) and call.talk.ended == ["bot"]


async def test_a_language_switch_changes_ears_and_voice() -> None:
    from portfolio.words import Locale

    chinese = saying("zh", "您好", locale=Locale.ZH_CN)
    call = VirtualCall(reply(ASK), reply(chinese, locale=Locale.ZH_CN))
    await call.begin()
    await call.wait_until_quiet()
    await call.say("speak chinese please")
    await call.wait_until_quiet()
    assert call.listener.locale == "zh-CN" and call.voice.spoken[-1] == "您好"


async def test_keys_answer_a_question_that_takes_keys_and_the_digits_go_as_one() -> None:
    call = VirtualCall(_with_keypad(saying("code", "please enter the last four digits of your number")), reply())
    await call.begin()
    await call.wait(0.5)
    await call.press("3821")
    await call.wait(0.1)
    (heard,) = call.talk.heard
    assert (heard.text, heard.via) == ("3821", "keypad")
    assert call.line.cleared_at and "3821" not in repr(heard)


async def test_keys_pressed_before_the_question_are_not_lost() -> None:
    call = VirtualCall(reply(ASK), _with_keypad(saying("code", "the last four digits please")), reply())
    await call.begin()
    await call.wait_until_quiet()
    await call.press("3821", every_s=0.1)
    await call.say("yes", lasts_s=0.5)
    await call.wait(0.2)
    assert [heard.text for heard in call.talk.heard] == ["yes", "3821"]


async def test_a_second_stream_is_not_a_hang_up() -> None:
    call = VirtualCall(reply(HELLO))
    await call.begin()
    await call.wait(0.5)
    call.call.leave("superseded")
    await call.over()
    assert call.talk.ended == [] and call.control.orders == [] and call.listener.closed


async def test_a_transfer_is_not_a_hang_up_either() -> None:
    call = VirtualCall(reply(HELLO))
    await call.begin()
    await call.wait(0.5)
    call.call.expect_transfer()
    call.hang_up(Stopped())
    await call.over()
    assert call.call.reason == "transferred" and call.talk.ended == []


async def test_the_bot_does_not_talk_to_a_voicemail() -> None:
    call = VirtualCall(reply(HELLO, ASK), outbound=True)
    await call.begin()
    await call.wait(0.2)
    await call.say("please leave your message after the tone", lasts_s=2.5)
    await call.over()
    assert call.talk.ended == ["machine"] and call.control.orders == [("end", call.call.call_id)]
    assert call.talk.asked == ["open"]


async def test_the_bot_does_not_hang_up_on_a_person_who_says_that_he_is_not_available() -> None:
    call = VirtualCall(reply(HELLO), reply(), outbound=True)
    await call.begin()
    await call.wait_until_quiet()
    await call.say("he is not available", lasts_s=1.5)
    assert call.talk.asked == ["open", "hear he is not available"] and not call.call.reason


async def test_words_said_just_before_hanging_up_still_reach_the_bot() -> None:
    call = VirtualCall(reply(ASK), reply())
    await call.begin()
    await call.wait_until_quiet()
    await call.say("i want a human")
    call.hang_up(Stopped())
    await call.over()
    assert call.talk.asked == ["open", "hear i want a human"] and call.talk.ended == ["debtor"]


async def test_a_turn_is_timed_from_the_end_of_speech_to_the_first_mark() -> None:
    call = VirtualCall(reply(ASK), reply(saying("ok", "thank you")), busy_s=0.1)
    await call.begin()
    await call.wait_until_quiet()
    await call.say("yes it is")
    await call.wait_until_quiet()
    (times,) = call.metrics.turns
    stages = list(astuple(times))
    assert len(stages) == 7 and None not in stages and stages == sorted(stages)


async def test_the_recording_holds_the_debtor_left_and_the_bot_as_heard_right() -> None:
    call = VirtualCall(reply(saying("bye", "goodbye"), ended=True))
    await call.begin()
    await call.over()
    assert call.recorder.right == b"\x10" * (7 * 50 * 8) + b"\xff" * (len(call.recorder.right) - 7 * 50 * 8)
    assert len(call.recorder.left) > 7 * 50 * 8


def _late_final(text: str) -> tuple[Transcript]:
    return (Transcript(2.0, 2.5, 2.6, 0.9, text),)


def _with_keypad(said: Saying) -> Reply:
    return replace(reply(said, expects=Expects.VERIFICATION), keypad=KeypadSpec(length=4))


async def test_eight_calls_at_once_do_not_degrade_each_other() -> None:
    calls = [VirtualCall(reply(HELLO, ASK), reply(saying("ok", "thank you very much"), ended=True), busy_s=0.03) for _ in range(8)]
    for call in calls:
        await call.begin()
    await calls[0].wait_until_quiet()
    for call in calls:
        await call.say("yes it is", lasts_s=0.5)
    for call in calls:
        await call.over()
    for call in calls:
        assert not [gap for gap in call.line.gaps_s() if 0.04 < gap < 0.5]
        assert call.metrics.first_audios[0] <= 0.15 and call.talk.ended == ["bot"]


async def test_a_reply_does_not_begin_while_the_debtor_still_speaks() -> None:
    call = VirtualCall(reply(), reply(saying("late", "let me explain")), reply(), busy_s=0.4)
    await call.begin()
    await call.wait(1.0)
    await call.say("i have a question")
    call.listener.hears(SpeechStarted(call.listener.clock_s))
    await call.wait(0.5)
    assert call.line.heard_s() == 0
    call.listener.hears(SpeechStopped(call.listener.clock_s))
    await call.wait_until_quiet()
    assert call.talk.heard_by_debtor == [("late", "let me explain", True)]


async def test_a_broken_word_is_said_again_whole_after_a_pause() -> None:
    call = VirtualCall(reply(saying("a", "wonderful weather today")))
    await call.begin()
    await call.wait(0.5)  # what is sent by then ends in the middle of the second word, which began at 500 ms
    await call.cough(lasts_s=0.5)
    await call.wait_until_quiet()
    assert call.line.heard_s() > 23 * 0.05 + 0.15
    assert call.talk.heard_by_debtor == [("a", "wonderful weather today", True)]


async def test_the_times_of_sayings_are_those_of_the_ear_and_do_not_overlap() -> None:
    spans: list[tuple[datetime, datetime]] = []

    class Noting(FakeTalk):
        async def was_heard(self, saying_id: str, text_heard: str, complete: bool, started_at: datetime, ended_at: datetime) -> None:
            spans.append((started_at, ended_at))

    call = VirtualCall(talk=Noting(reply(HELLO, ASK)))
    await call.begin()
    await call.wait(len(HELLO.text) * 0.05 + 1.0)
    await call.say("who is this please")
    (first, first_end), (second, second_end) = spans
    assert first < first_end <= second < second_end
    assert abs((first_end - first).total_seconds() - len(HELLO.text) * 0.05) < 0.06
    assert (second_end - second).total_seconds() < 1.0, "a cut saying ends where it was last heard"


async def test_where_the_bots_side_breaks_the_carriers_voice_says_so_instead_of_silence() -> None:
    call = VirtualCall(reply(HELLO))
    await call.begin()
    await call.wait_until_quiet()
    call.talk.news = [None]  # type: ignore[list-item]  # a bug somewhere
    await call.over()
    ((order, call_id, document),) = call.control.orders
    assert (order, call_id) == ("redirect", call.call.call_id) and "sorry_technical" in document and "<Hangup" in document
    assert call.talk.ended == ["bot_lost"]


async def test_a_bug_on_the_beat_is_no_dead_socket_and_the_debtor_hears_why_it_ends() -> None:
    call = VirtualCall(reply(HELLO))
    await call.begin()
    await call.wait(0.5)
    call.call._attention.tick = None  # type: ignore[assignment,method-assign]
    await call.over()
    assert call.call.reason == "bot_lost" and call.control.orders[0][0] == "redirect"
