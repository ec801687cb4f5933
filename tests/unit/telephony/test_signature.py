"""Only Twilio gets in, and Twilio always does: behind proxies, with empty fields, with or without ports and slashes."""

import pytest

from telephony.caller.signature import sign
from telephony.signature import Fields, Signatures

TOKEN = "12345"


def test_the_published_vector_is_accepted() -> None:
    fields = Fields(
        [("CallSid", "CA1234567890ABCDE"), ("Caller", "+14158675310"), ("Digits", "1234"), ("From", "+14158675310"), ("To", "+18005551212")]
    )
    signatures = Signatures(TOKEN, "https://example.com")
    assert signatures.webhook_is_genuine("/myapp.php?foo=1&bar=2", fields, "L/OH5YylLD5NRKLltdqwSvS0BnU=")


def test_empty_fields_are_signed_too() -> None:
    fields = Fields.read(b"CallSid=CA1&FromCity=&FromState=&To=%2B15550100100")
    assert dict(fields) == {"CallSid": "CA1", "FromCity": "", "FromState": "", "To": "+15550100100"}
    signature = sign(TOKEN, "https://bot.example/twilio/voice", dict(fields))
    assert Signatures(TOKEN, "https://bot.example").webhook_is_genuine("/twilio/voice", fields, signature)


def test_the_check_holds_behind_a_proxy_because_it_uses_the_configured_url() -> None:
    signature = sign(TOKEN, "https://bot.example/base/twilio/voice", {"CallSid": "CA1"})
    fields = Fields([("CallSid", "CA1")])
    assert Signatures(TOKEN, "https://bot.example/base/").webhook_is_genuine("/twilio/voice", fields, signature)
    assert not Signatures(TOKEN, "http://10.0.0.7:8000").webhook_is_genuine("/twilio/voice", fields, signature)


@pytest.mark.parametrize("public", ["https://bot.example:8443", "http://127.0.0.1:8000", "https://bot.example"])
def test_a_port_is_no_obstacle(public: str) -> None:
    fields = Fields([("CallSid", "CA1")])
    signatures = Signatures(TOKEN, public)
    assert signatures.webhook_is_genuine("/twilio/voice", fields, sign(TOKEN, public + "/twilio/voice", {"CallSid": "CA1"}))
    assert signatures.upgrade_is_genuine("/twilio/stream/t", sign(TOKEN, public.replace("http", "ws", 1) + "/twilio/stream/t"))


def test_an_upgrade_signed_with_a_slash_at_its_end_is_accepted() -> None:
    signatures = Signatures(TOKEN, "https://bot.example")
    assert signatures.upgrade_is_genuine("/twilio/stream/t", sign(TOKEN, "wss://bot.example/twilio/stream/t/"))
    assert signatures.upgrade_is_genuine("/twilio/stream/t/", sign(TOKEN, "wss://bot.example/twilio/stream/t"))


def test_a_repeated_field_is_signed_once_per_value() -> None:
    from twilio.request_validator import RequestValidator

    fields = Fields([("Event", "b"), ("Event", "a"), ("Event", "a")])
    signature = RequestValidator(TOKEN).compute_signature("https://bot.example/x", fields)
    assert signature == sign(TOKEN, "https://bot.example/x", {"Event": "aEventb"})
    assert Signatures(TOKEN, "https://bot.example").webhook_is_genuine("/x", fields, signature)


@pytest.mark.parametrize("signature", [None, "", "x", "L/OH5YylLD5NRKLltdqwSvS0BnU="])
def test_anything_else_is_refused(signature: str | None) -> None:
    signatures = Signatures(TOKEN, "https://bot.example")
    assert not signatures.webhook_is_genuine("/twilio/voice", Fields([("CallSid", "CA1")]), signature)
    assert not signatures.upgrade_is_genuine("/twilio/stream/t", signature)


def test_a_changed_field_is_refused() -> None:
    signature = sign(TOKEN, "https://bot.example/twilio/voice", {"From": "+15550100121"})
    assert not Signatures(TOKEN, "https://bot.example").webhook_is_genuine("/twilio/voice", Fields([("From", "+15550100122")]), signature)


def test_an_empty_auth_token_is_an_error_not_an_open_door() -> None:
    with pytest.raises(ValueError, match="everybody"):
        Signatures("", "https://bot.example")


def test_fields_print_their_names_only() -> None:
    assert "+1555" not in repr(Fields([("From", "+15550100121")]))
