"""The buffer at the caller's ear, in virtual time (samples)."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from telephony.caller.buffer import CAPACITY, Dropped, EarBuffer, EarEvent, MarkReturned, Overflowed, Played, RanDry


def marks(events: tuple[EarEvent, ...]) -> list[tuple[str, int, bool]]:
    return [(event.name, event.at, event.played) for event in events if isinstance(event, MarkReturned)]


def heard(events: list[EarEvent]) -> bytes:
    return b"".join(event.sound for event in events if isinstance(event, Played))


def test_a_mark_comes_back_at_once_when_nothing_is_buffered() -> None:
    assert marks(EarBuffer().mark("a", 50)) == [("a", 50, True)]


def test_a_mark_comes_back_when_the_sound_before_it_has_been_played() -> None:
    ear = EarBuffer()
    ear.media(b"x" * 800, 0)
    assert marks(ear.mark("a", 0)) == []
    assert marks(ear.advance(799)) == []
    assert marks(ear.advance(800)) == [("a", 800, True)]
    assert ear.idle


def test_a_mark_between_two_sounds_comes_back_in_the_middle() -> None:
    ear = EarBuffer()
    ear.media(b"x" * 100, 0)
    ear.mark("middle", 0)
    ear.media(b"y" * 100, 0)
    events = ear.advance(1000)
    assert marks(events) == [("middle", 100, True)]
    assert heard(list(events)) == b"x" * 100 + b"y" * 100
    assert RanDry(200) in events


def test_clear_drops_the_sound_and_returns_every_pending_mark_unplayed() -> None:
    ear = EarBuffer()
    ear.media(b"x" * 1600, 0)
    ear.mark("a", 0)
    ear.mark("b", 0)
    events = ear.clear(400)
    assert events == (Played(0, b"x" * 400), Dropped(400, 1200), MarkReturned(400, "a", False), MarkReturned(400, "b", False))
    assert ear.idle and ear.pending_marks == 0


def test_sound_after_a_dry_spell_plays_from_its_arrival() -> None:
    ear = EarBuffer()
    ear.media(b"x" * 10, 0)
    ear.advance(500)
    assert Played(500, b"y") in (*ear.media(b"y", 500), *ear.advance(501))


def test_sound_of_no_length_plays_nothing_and_delays_no_mark() -> None:
    ear = EarBuffer()
    ear.media(b"", 0)
    assert marks(ear.mark("a", 0)) == [("a", 0, True)]


def test_more_than_ten_minutes_are_discarded_and_told_once() -> None:
    ear = EarBuffer()
    ear.media(b"x" * CAPACITY, 0)
    assert ear.media(b"yy", 0) == (Overflowed(0),)
    assert ear.media(b"yy", 0) == ()
    assert ear.buffered == CAPACITY


@given(st.lists(st.tuples(st.sampled_from(["media", "mark", "clear", "wait"]), st.integers(0, 900)), max_size=60))
def test_every_mark_returns_exactly_once_and_no_sound_is_heard_twice(acts: list[tuple[str, int]]) -> None:
    ear, now, sent, asked = EarBuffer(), 0, 0, 0
    events: list[EarEvent] = []
    for act, amount in acts:
        if act == "media":
            sent += amount
            events += ear.media(b"x" * amount, now)
        elif act == "mark":
            asked += 1
            events += ear.mark(str(asked), now)
        elif act == "clear":
            events += ear.clear(now)
        else:
            now += amount
            events += ear.advance(now)
    events += ear.advance(now + sent)
    names = [event.name for event in events if isinstance(event, MarkReturned)]
    dropped = sum(event.samples for event in events if isinstance(event, Dropped))
    assert sorted(names, key=int) == [str(n + 1) for n in range(asked)]
    assert len(heard(events)) + dropped == sent
    played = [event for event in events if isinstance(event, Played)]
    assert all(a.at + len(a.sound) <= b.at for a, b in pairwise(played))
