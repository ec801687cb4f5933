"""While a human holds the talk, or it waits for one: the bot is mute, and the debtor is not left in silence."""

import asyncio
from datetime import timedelta

from unit.bot.people import NOW

from handoff.tickets import TicketState
from portfolio.records import Utterance
from portfolio.words import Channel, Locale, Speaker


def poll(s, seconds: int = 0) -> list[str]:
    s.now[0] += timedelta(seconds=seconds)
    says = asyncio.run(s.talk.poll())
    for saying in says:
        asyncio.run(s.talk.was_heard(saying.id, saying.text, True, s.now[0], s.now[0]))
    return [x.template for x in says]


def agent_types(s, text: str) -> None:
    said = Utterance(f"u{text}", "CA1", 0, Speaker.AGENT, Locale.EN_US, s.now[0], s.now[0], text)
    s.ledger.append_utterance(said)


def waiting(scene, **how):
    s = scene(**how)
    s.open()
    s.say("give me a person", "ask_human")
    return s


def test_the_bot_is_mute_while_the_debtor_waits_and_keeps_what_they_say(scene):
    s = waiting(scene)
    reply = s.say("hello are you there", "greet")
    assert reply.held and reply.says == ()
    assert s.ledger.utterances("CA1")[-1].text == "hello are you there"


def test_a_calm_word_comes_now_and_then(scene):
    s = waiting(scene)
    assert [poll(s, 10), poll(s, 11), poll(s, 2)] == [[], ["hold"], []]


def test_when_nobody_comes_a_call_back_is_agreed_at_the_debtors_time(scene):
    s = waiting(scene)
    assert poll(s, 70) == ["nobody_free"]
    assert s.say("tomorrow at five pm", "inform_callback").ended
    ticket = next(iter(s.handoffs.tickets.values()))
    assert ticket.state is TicketState.CALLBACK_SCHEDULED
    assert [c.at.astimezone(NOW.tzinfo).hour for c in s.ledger.callbacks("d21")] == [17]


def test_on_the_phone_the_agents_typed_words_are_spoken_once(scene):
    s = waiting(scene)
    s.handoffs.move("t1", TicketState.ACCEPTED)
    agent_types(s, "Hello, this is Ann.")
    assert [poll(s), poll(s)] == [["agent_says"], []]
    assert [u.speaker for u in s.ledger.utterances("CA1")].count(Speaker.AGENT) == 1


def test_in_a_chat_the_window_shows_the_agents_words_itself(scene):
    s = waiting(scene, channel=Channel.CHAT)
    s.handoffs.move("t1", TicketState.ACCEPTED)
    agent_types(s, "Hello, this is Ann.")
    assert poll(s) == []


def test_given_back_the_bot_goes_on(scene):
    s = waiting(scene)
    s.handoffs.move("t1", TicketState.ACCEPTED)
    poll(s)
    s.handoffs.move("t1", TicketState.RETURNED_TO_BOT)
    assert poll(s) == ["back_to_bot"]
    assert s.say("no thank you", "deny").ended


def test_an_agent_who_takes_over_while_the_bot_thinks_silences_it(scene):
    s = scene()
    s.open()

    async def take_over() -> None:
        await s.conversations.stage.play("CA1", "action_ask_human")
        s.handoffs.move("t1", TicketState.ACCEPTED)

    s.dialogue.meanwhile = take_over
    assert s.say("who are you", "who_are_you").says == ()


def test_who_hangs_up_while_waiting_leaves_no_ticket_behind(scene):
    s = waiting(scene)
    asyncio.run(s.talk.hang_up("debtor"))
    assert s.handoffs.tickets["t1"].state is TicketState.ABANDONED


def test_somebody_in_danger_who_hangs_up_is_called_back(scene):
    s = scene()
    s.open()
    s.say("i want to kill myself")
    asyncio.run(s.talk.hang_up("debtor"))
    assert s.handoffs.tickets["t1"].state is TicketState.QUEUED


def test_with_the_engine_away_the_debtor_hears_so_and_a_human_is_called(scene):
    s = scene()
    s.verified()
    s.dialogue.away = True
    assert s.say("i would like to pay something", "give_promise").held
    assert "technical problem" in s.text
    assert next(iter(s.handoffs.tickets.values())).reason.value == "bot_unavailable"


def test_with_the_engine_away_the_greeting_is_made_all_the_same(scene):
    s = scene()
    s.dialogue.away = True
    assert "automated assistant" in s.open().says[0].text


def test_closed_by_the_agent_the_call_ends_courteously(scene):
    s = waiting(scene)
    s.handoffs.move("t1", TicketState.ACCEPTED)
    poll(s)
    s.handoffs.move("t1", TicketState.CLOSED)
    says = asyncio.run(s.talk.poll())
    assert [(one.template, one.ends) for one in says] == [("goodbye", True)]
    assert poll(s) == []


def test_what_is_said_after_the_agent_closed_gets_a_goodbye_and_no_bot(scene):
    s = waiting(scene)
    s.handoffs.move("t1", TicketState.ACCEPTED)
    poll(s)
    s.handoffs.move("t1", TicketState.CLOSED)
    reply = s.say("i will pay on friday", "give_promise")
    assert reply.ended and s.templates == ["goodbye"]


def test_a_ticket_for_later_that_an_agent_took_and_closed_during_the_call_ends_it_too(scene):
    s = scene()
    s.verified()
    s.say("i want to make a complaint")
    s.handoffs.move("t1", TicketState.ACCEPTED)
    poll(s)
    s.handoffs.move("t1", TicketState.CLOSED)
    assert poll(s) == ["goodbye"]


def test_rights_claimed_while_waiting_are_flagged_though_the_bot_is_mute(scene):
    s = waiting(scene)
    assert s.say("stop calling me").says == ()
    assert s.flags == {"cease_voice"}


def test_danger_spoken_of_while_waiting_is_answered_at_once(scene):
    s = waiting(scene)
    assert s.say("i want to kill myself").held
    assert s.templates == ["self_harm"]


def test_a_complaint_outlives_the_hang_up_of_who_also_asked_for_a_human(scene):
    s = scene()
    s.open()
    s.say("i want to make a complaint")
    s.say("a human please", "ask_human")
    asyncio.run(s.talk.hang_up("debtor"))
    assert s.handoffs.tickets["t1"].state is TicketState.QUEUED
