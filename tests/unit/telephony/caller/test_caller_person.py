"""The person on the line, in virtual time."""

from telephony.caller.person import Ear, HangUp, Manners, Person, Press, Speak, Wait

HELLO = Speak("hello", b"\x00" * 8000)
BUT = Speak("but", b"\x00" * 800, over=True)
MANNERS = Manners(reaction_s=0.5, interrupts_s=1.0, tired_s=10.0, linger_s=3.0)


def speaking(since: float) -> Ear:
    return Ear(busy=True, since=since, heard_after=since)


def quiet(since: float, heard: bool = True) -> Ear:
    return Ear(busy=False, since=since, heard_after=since - 1 if heard else None)


def test_a_person_waits_until_the_sentence_is_over() -> None:
    person = Person((HELLO,), MANNERS)
    assert person.next_step(0.3, quiet(0.0, heard=False)) is None
    assert person.next_step(2.0, speaking(0.3)) is None
    assert person.next_step(3.4, quiet(3.0)) is None
    assert person.next_step(3.5, quiet(3.0)) == HELLO


def test_a_person_does_not_speak_again_before_they_were_answered() -> None:
    person = Person((HELLO, HELLO), MANNERS)
    assert person.next_step(1.0, quiet(0.0)) == HELLO
    person.acted(2.0)
    assert person.next_step(1.5, quiet(0.0)) is None
    assert person.next_step(4.0, quiet(0.0, heard=False)) is None
    assert person.next_step(6.0, quiet(5.0)) == HELLO


def test_an_interruption_comes_a_second_into_the_sentence() -> None:
    person = Person((BUT,), MANNERS)
    assert person.next_step(5.9, speaking(5.0)) is None
    assert person.next_step(6.0, speaking(5.0)) == BUT


def test_a_person_tires_of_a_silent_bot_and_it_counts() -> None:
    person = Person((HELLO,), MANNERS)
    assert person.next_step(9.9, quiet(0.0, heard=False)) is None
    assert person.next_step(10.0, quiet(0.0, heard=False)) == HELLO
    assert person.unanswered == 1


def test_a_wait_adds_to_the_reaction() -> None:
    person = Person((Wait(4.0),), MANNERS)
    assert person.next_step(4.4, quiet(0.0)) is None
    assert person.next_step(4.5, quiet(0.0)) == Wait(4.0)


def test_after_the_script_a_person_lingers_and_then_hangs_up() -> None:
    person = Person((), MANNERS)
    assert person.next_step(2.9, quiet(0.0)) is None
    assert person.next_step(3.0, quiet(0.0)) == HangUp()


def test_keys_are_not_shown_in_logs() -> None:
    assert "3821" not in repr(Press("3821"))
