"""The recorded socket messages stay true to what the simulated caller sends, and to the script that made them."""

import base64
import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from telephony.caller.messages import MessageWriter

FOLDER = Path(__file__).resolve().parents[2] / "data" / "twilio"
MADE: dict[str, Any] = runpy.run_path(str(FOLDER / "make_messages.py"))["RECORDINGS"]


def recorded(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("name", sorted(MADE))
def test_a_recording_is_what_its_script_makes(name: str) -> None:
    assert recorded(name) == MADE[name]()


def test_the_plain_call_is_word_for_word_what_the_simulated_caller_sends() -> None:
    writer = MessageWriter("ACCOUNT", "CALL", "STREAM")
    for line in recorded("plain_call"):
        message = json.loads(line["text"])
        match message["event"]:
            case "connected":
                again = writer.connected()
            case "start":
                again = writer.start({})
            case "media":
                again = writer.media(base64.b64decode(message["media"]["payload"]), int(message["media"]["timestamp"]))
            case "dtmf":
                again = writer.dtmf(message["dtmf"]["digit"])
            case "mark":
                again = writer.mark(message["mark"]["name"])
            case _:
                again = writer.stop()
        assert json.loads(again) == message
