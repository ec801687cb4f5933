"""Pacing and the heard-ledger, in virtual time and against the contract's own buffer."""

from hypothesis import given
from hypothesis import strategies as st

from telephony.caller.buffer import EarBuffer, MarkReturned, Played, RanDry
from telephony.playout import Frames, Mark, Pacing, Playout

SECOND = b"\x10" * 8000
PACING = Pacing(lead_ms=240)


def marks(pieces: tuple[Frames | Mark, ...]) -> list[str]:
    return [piece.name for piece in pieces if isinstance(piece, Mark)]


def sound(pieces: tuple[Frames | Mark, ...]) -> bytes:
    return b"".join(piece.sound for piece in pieces if isinstance(piece, Frames))


def test_the_lead_is_sent_at_once_and_no_more() -> None:
    playout = Playout(PACING)
    playout.add("a", SECOND)
    assert len(sound(playout.due(0))) == 240 * 8
    assert sound(playout.due(10)) == b""
    assert len(sound(playout.due(40))) == 40 * 8


def test_every_piece_is_a_multiple_of_20_ms_and_the_tail_is_padded_with_silence() -> None:
    playout = Playout(PACING)
    playout.add("a", b"\x10" * 170)
    (frames, mark) = playout.due(0)
    assert isinstance(frames, Frames) and isinstance(mark, Mark)
    assert frames.sound == b"\x10" * 170 + b"\xff" * 150


def test_a_mark_follows_every_120_ms_and_the_end() -> None:
    playout = Playout(PACING)
    playout.add("a", b"\x10" * (8 * 300))
    names = marks(playout.due(0)) + marks(playout.due(100))
    assert [name.split("#")[0] for name in names] == ["a@120", "a@240", "a@300"]


def test_only_returned_marks_count_as_heard() -> None:
    playout = Playout(PACING)
    playout.add("a", SECOND)
    first, second = marks(playout.due(0))
    assert playout.heard_ms("a") == 0
    played = playout.returned(first)
    assert played is not None and (played.until_ms, played.finished) == (120, False)
    assert playout.heard_ms("a") == 120
    playout.clear(130)
    assert playout.returned(second) is None
    assert playout.forget(140) == (("a", 120),)


def test_the_buffer_does_not_play_on_after_a_clear() -> None:
    playout = Playout(PACING)
    playout.add("a", SECOND)
    playout.due(0)
    playout.clear(50)
    assert playout.due(60) == () and playout.due(5000) == ()


def test_a_mark_that_returns_twice_or_is_unknown_counts_once_or_never() -> None:
    playout = Playout(PACING)
    playout.add("a", b"\x10" * 160)
    (name,) = marks(playout.due(0))
    assert playout.returned(name) is not None
    assert playout.returned(name) is None and playout.returned("nobody@20#9") is None
    assert playout.empty


def test_a_held_playout_goes_on_without_a_seam_while_the_buffer_still_plays() -> None:
    playout = Playout(PACING)
    playout.add("a", bytes(range(250)) * 40)
    before = sound(playout.due(0))
    playout.hold()
    assert playout.due(100) == ()
    playout.resume(150, lambda saying, ms: 0)
    after = sound(playout.due(150))
    assert (before + after) == (bytes(range(250)) * 40)[: len(before + after)]


def test_after_a_real_pause_it_goes_on_at_the_beginning_of_the_broken_word_not_with_half_a_syllable() -> None:
    playout = Playout(PACING)
    playout.add("a", SECOND)
    playout.due(0)
    playout.hold()
    playout.resume(900, lambda saying, ms: 190 if ms == 240 else 0)
    assert [name.split("#")[0] for name in marks(playout.due(900))] == ["a@300", "a@420"]


def test_sayings_follow_each_other_with_a_short_pause() -> None:
    playout = Playout(Pacing(lead_ms=2000, pause_ms=160))
    playout.add("a", b"\x10" * 160)
    playout.add("b", b"\x20" * 160)
    assert sound(playout.due(0)) == b"\x10" * 160 + b"\xff" * (160 * 8) + b"\x20" * 160


@given(
    sayings=st.lists(st.integers(1, 4000), min_size=1, max_size=5),
    beats=st.lists(st.integers(5, 60), min_size=10, max_size=60),
)
def test_the_ear_hears_all_of_it_in_order_without_a_gap(sayings: list[int], beats: list[int]) -> None:
    playout, ear = Playout(), EarBuffer()
    for number, size in enumerate(sayings):
        playout.add(f"s{number}", bytes([number + 1]) * size)
    now_ms, dry, heard, turns = 0, 0, b"", 0
    while not playout.empty:
        for piece in playout.due(now_ms):
            events = ear.media(piece.sound, now_ms * 8) if isinstance(piece, Frames) else ear.mark(piece.name, now_ms * 8)
            heard += b"".join(event.sound for event in events if isinstance(event, Played))
        now_ms += beats[turns % len(beats)]
        turns += 1
        for event in ear.advance(now_ms * 8):
            if isinstance(event, MarkReturned):
                playout.returned(event.name)
            elif isinstance(event, Played):
                heard += event.sound
            elif isinstance(event, RanDry):
                dry += 1
    assert heard.replace(b"\xff", b"") == b"".join(bytes([number + 1]) * size for number, size in enumerate(sayings))
    assert dry <= 1 + len(sayings)
