"""Our signing against Twilio's published vector and Twilio's own validator."""

from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from telephony.caller.forms import Line, Parties, amd_form, new_sid, status_form, voice_form
from telephony.caller.signature import sign, signed_url

TOKEN = "12345"  # the token of Twilio's published example


def test_the_published_vector_is_reproduced() -> None:
    form = {"CallSid": "CA1234567890ABCDE", "Caller": "+14158675310", "Digits": "1234", "From": "+14158675310", "To": "+18005551212"}
    assert sign(TOKEN, "https://example.com/myapp.php?foo=1&bar=2", form) == "L/OH5YylLD5NRKLltdqwSvS0BnU="


def test_the_port_is_dropped_over_https_and_wss_and_kept_over_http() -> None:
    assert signed_url("https://user:pass@bot.example:8443/a?b=%20") == "https://bot.example/a?b=%20"
    assert signed_url("wss://bot.example:8443/a") == "wss://bot.example/a"
    assert signed_url("http://127.0.0.1:8000/a") == "http://127.0.0.1:8000/a"


@given(st.dictionaries(st.text("AaZz_0", min_size=1, max_size=6), st.text(max_size=8), max_size=8))
def test_twilios_validator_accepts_every_form_with_empty_and_odd_values(form: dict[str, str]) -> None:
    url = "https://bot.example:8443/twilio/voice"
    assert RequestValidator(TOKEN).validate(url, form, sign(TOKEN, url, form))


def test_twilios_validator_accepts_the_upgrade() -> None:
    for url in ("wss://bot.example/twilio/stream/t", "wss://bot.example/twilio/stream/t/", "ws://127.0.0.1:8000/twilio/stream/t"):
        assert RequestValidator(TOKEN).validate(url, {}, sign(TOKEN, url))


def test_an_inbound_form_sends_geography_even_when_it_is_empty() -> None:
    parties = Parties(new_sid("CA"), new_sid("AC"), "inbound", "+15550100121", "+15550100100")
    form = voice_form(parties, "ringing")
    assert form["FromCity"] == "" and form["CallerZip"] == "" and form["FromCountry"] == "US"
    assert form["CallStatus"] == "ringing" and form["Direction"] == "inbound" and len(form["CallSid"]) == 34


def test_the_last_status_callback_carries_seconds_and_started_minutes() -> None:
    from datetime import UTC, datetime

    parties = Parties("CA1", "AC1", "outbound-api", "+15550100100", "client:agent_1")
    form = status_form(parties, "completed", 3, datetime(2026, 3, 11, 9, tzinfo=UTC), 61)
    assert (form["CallDuration"], form["Duration"], form["SequenceNumber"]) == ("61", "2", "3")
    assert form["Timestamp"] == "Wed, 11 Mar 2026 09:00:00 +0000"
    assert amd_form(parties, "human", 900)["MachineDetectionDuration"] == "900"


def test_a_public_url_is_reached_where_the_service_listens() -> None:
    line = Line("https://bot.example", "AC1", "+15550100100", TOKEN, "http://127.0.0.1:8000")
    assert line.reach("https://bot.example/twilio/voice") == "http://127.0.0.1:8000/twilio/voice"
    assert line.reach("wss://bot.example/twilio/stream/t") == "ws://127.0.0.1:8000/twilio/stream/t"
    assert line.reach("https://elsewhere.example/x") == "https://elsewhere.example/x"
    assert "12345" not in repr(line)
