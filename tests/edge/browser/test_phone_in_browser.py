"""The phone page in a real browser: what it sends is Twilio's protocol, what it plays is Twilio's buffer."""

import math
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from portfolio.records import ConversationRecord
from portfolio.words import Channel, Direction, Locale, Speaker

TONE_HZ = 440


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US", permissions=["microphone"])
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert not wrong


def call(page: Page, house: Any, debtor: str = "d21", state: str = "The bot is speaking") -> None:
    page.goto(f"{house.url}/phone?debtor={debtor}")
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.get_by_role("button", name="Hang up")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text(state, timeout=10000)


def until(page: Page, ready: Any) -> None:
    for _ in range(200):
        if ready():
            return
        page.wait_for_timeout(25)
    raise AssertionError("it did not happen within five seconds")


def linear(mulaw: bytes) -> list[float]:
    """G.711's own formula, apart from the page's and from ours."""
    out = []
    for each in mulaw:
        code = ~each & 0xFF
        size = (((code & 0x0F) << 3) + 0x84 << (code >> 4 & 7)) - 0x84
        out.append((-size if code & 0x80 else size) / 32768)
    return out


def strength(samples: list[float], hz: float) -> float:
    """Share of the power at one frequency, over 8 kHz samples."""
    real = sum(each * math.cos(2 * math.pi * hz * at / 8000) for at, each in enumerate(samples))
    imaginary = sum(each * math.sin(2 * math.pi * hz * at / 8000) for at, each in enumerate(samples))
    return 2 * (real**2 + imaginary**2) / len(samples) / (sum(each * each for each in samples) or 1.0)


def test_it_says_that_the_bundled_models_are_for_trying_out(page: Page, house: Any) -> None:
    page.goto(f"{house.url}/phone")
    expect(page.get_by_role("note")).to_contain_text("For trying out.")
    expect(page.get_by_role("note")).to_contain_text("Real callers need an official Vosk model")


def test_the_stream_begins_as_twilios_does(page: Page, house: Any) -> None:
    call(page, house)
    until(page, lambda: len(house.line.named("media")) > 5)
    connected, start, first = house.line.got[:3]
    assert connected == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    assert start["start"]["mediaFormat"] == {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
    assert start["start"]["tracks"] == ["inbound"]
    assert start["start"]["callSid"].startswith("CA")
    assert start["start"]["streamSid"] == start["streamSid"] == first["streamSid"]
    numbers = [int(each["sequenceNumber"]) for each in house.line.got[1:]]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_microphone_arrives_as_20_ms_frames_of_clean_mulaw_in_real_time(page: Page, house: Any) -> None:
    house.echoes = False  # our own sound coming back would be taken for an echo, and taken out
    call(page, house, state="Listening to you")
    until(page, lambda: len(house.line.named("media")) > 100)
    frames = house.line.named("media")
    assert {len(each["media"]["payload"]) for each in frames} == {216}  # 160 bytes in base64
    assert [each["media"]["timestamp"] for each in frames[:3]] == ["0", "20", "40"]
    heard = linear(house.line.sound())[-6400:]
    assert max(abs(each) for each in heard) > 0.05
    assert strength(heard[-1600:], TONE_HZ) > 0.9
    before = len(house.line.named("media"))
    page.wait_for_timeout(1000)
    assert 40 <= len(house.line.named("media")) - before <= 60


def test_a_mark_with_nothing_before_it_returns_at_once_and_the_rest_in_order(page: Page, house: Any) -> None:
    call(page, house)
    until(page, lambda: len(house.line.named("mark")) >= 4)
    names = [each["mark"]["name"] for each in house.line.named("mark")]
    assert names[:4] == ["at-once", "m10", "m20", "m30"]


def test_clear_drops_the_sound_and_returns_every_mark(page: Page, house: Any) -> None:
    call(page, house)
    page.get_by_role("button", name="5", exact=True).click()
    until(page, lambda: {"long-1", "long-2"} <= {each["mark"]["name"] for each in house.line.named("mark")})
    assert house.line.named("dtmf")[0]["dtmf"] == {"track": "inbound_track", "digit": "5"}


def test_keys_of_the_keyboard_are_keys_of_the_phone(page: Page, house: Any) -> None:
    call(page, house)
    page.keyboard.type("19#")
    until(page, lambda: len(house.line.named("dtmf")) == 3)
    assert "".join(each["dtmf"]["digit"] for each in house.line.named("dtmf")) == "19#"


def test_hanging_up_says_stop_and_closes(page: Page, house: Any) -> None:
    call(page, house)
    page.get_by_role("button", name="Hang up").click()
    expect(page.get_by_role("status")).to_have_text("The call has ended")
    until(page, house.line.closed.is_set)
    assert house.line.got[-1]["event"] == "stop"
    assert house.line.got[-1]["stop"]["callSid"] == house.line.named("start")[0]["start"]["callSid"]


def test_when_the_bot_hangs_up_the_page_says_so_and_can_call_again(page: Page, house: Any) -> None:
    call(page, house)
    page.get_by_role("button", name="0", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("The bot has hung up")
    first = house.line
    page.get_by_role("button", name="Call", exact=True).click()
    until(page, lambda: house.line is not first and len(house.line.named("media")) > 5)


def test_muting_sends_silence(page: Page, house: Any) -> None:
    call(page, house)
    page.get_by_role("button", name="Mute the microphone").click()
    page.wait_for_timeout(300)
    before = len(house.line.sound())
    until(page, lambda: len(house.line.sound()) > before + 3200)
    assert max(abs(each) for each in linear(house.line.sound()[before + 1600 :])) < 0.001


def test_without_a_microphone_keys_and_ears_remain(browser: Browser, house: Any) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.add_init_script("navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))")
    call(page, house)
    expect(page.get_by_role("alert")).to_contain_text("The browser may not use the microphone.")
    page.keyboard.type("7")
    until(page, lambda: len(house.line.named("dtmf")) == 1)
    until(page, lambda: len(house.line.named("media")) > 5)
    context.close()


def test_a_refused_call_is_said(page: Page, house: Any) -> None:
    page.goto(f"{house.url}/phone")
    page.get_by_label("You are").select_option("")
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("The call was refused.")


def test_the_transcript_follows_what_was_heard(page: Page, house: Any) -> None:
    call(page, house)
    id = house.line.named("start")[0]["start"]["callSid"]
    at = house.talks.clock()
    house.ledger.open_conversation(ConversationRecord(id, Channel.VOICE, Direction.INBOUND, Locale.EN_US, at, "d21", expects="amount"))
    house.ledger.say(id, Speaker.BOT, "How much <b>can</b> you pay?", at)
    expect(page.get_by_role("log")).to_contain_text("How much <b>can</b> you pay?")
    expect(page.get_by_text("Asked: amount")).to_be_visible()
    house.ledger.update_conversation(id, ended_at=at, verified_at=at)
    expect(page.get_by_text("Verified", exact=True)).to_be_visible()


def test_the_page_speaks_both_languages_and_fits_a_phone(page: Page, house: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{house.url}/phone?debtor=d1")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="给机器人打电话")).to_be_visible()
    expect(page.get_by_role("button", name="拨打")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("pair", [(48000, 8000), (44100, 8000), (8000, 48000), (8000, 44100)])
def test_the_resampler_keeps_a_tone_and_keeps_the_time(page: Page, house: Any, pair: tuple[int, int]) -> None:
    page.goto(f"{house.url}/phone")
    ratio, gain, alias = page.evaluate(
        """async ([from, to]) => {
          const { Resampler } = await import("/phone/files/resample.mjs");
          const tone = (hz) => {
            const resampler = new Resampler(from, to), out = [];
            for (let at = 0; at < from; at += 128)
              out.push(...resampler.push(Float32Array.from({ length: 128 }, (_, i) => Math.sin(2 * Math.PI * hz * (at + i) / from))));
            return out;
          };
          const power = (all) => Math.sqrt(2 * all.slice(2000).reduce((sum, each) => sum + each * each, 0) / (all.length - 2000));
          const kept = tone(1000);
          return [kept.length / to, power(kept), from > to ? power(tone(5500)) : 0];
        }""",
        list(pair),
    )
    assert ratio == pytest.approx(1.0, abs=0.01)
    assert gain == pytest.approx(1.0, abs=0.02)
    assert alias < 0.01


def test_mulaw_is_g711s(page: Page, house: Any) -> None:
    page.goto(f"{house.url}/phone")
    decoded, again = page.evaluate(
        """async () => {
          const { decode, encode } = await import("/phone/files/mulaw.mjs");
          const all = Uint8Array.from({ length: 256 }, (_, i) => i);
          return [[...decode(all)], [...encode(decode(all))]];
        }"""
    )
    assert decoded == pytest.approx(linear(bytes(range(256))))
    assert again == [255 if each == 127 else each for each in range(256)]  # the two zeros are one
