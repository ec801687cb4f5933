"""docs/chat-api.md, in both languages, says what the code does."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from app.chat import wire
from app.chat.pace import BURST
from app.chat.socket import FORBIDDEN, NOBODY, TOO_BIG, UNAUTHORISED
from app.chat.threads import QUIET

DOCS = Path(wire.__file__).parents[2] / "docs"
WIDGET = Path(wire.__file__).parent / "static" / "widget"


@pytest.fixture(params=["chat-api.md", "chat-api.zh-CN.md"])
def page(request: pytest.FixtureRequest) -> str:
    return (DOCS / request.param).read_text(encoding="utf-8")


def examples(page: str) -> list[dict[str, object]]:
    return [json.loads(each) for each in re.findall(r"^\| `(\{\"type\".*?\})` \|", page, re.MULTILINE)]


def test_every_message_is_described_with_exactly_its_fields(page: str) -> None:
    models = {
        model.model_fields["type"].default or get_args(model.model_fields["type"].annotation)[0]: model for model in get_args(wire.ToDebtor)
    }
    shown = {}
    for each in examples(page):
        if set(each) != {"type", "client_msg_id", "text"} and each["type"] not in ("ping", "open"):
            shown[each["type"]] = set(each)
    assert shown == {kind: set(model.model_fields) for kind, model in models.items()}


def test_every_message_of_the_device_in_the_page_is_understood(page: str) -> None:
    sent = [each for each in examples(page) if set(each) == {"type", "client_msg_id", "text"} or each["type"] in ("ping", "open")]
    kinds = {type(wire.from_debtor(json.dumps({**each, **({"client_msg_id": "m1"} if "client_msg_id" in each else {})}))) for each in sent}
    assert kinds == set(get_args(wire.FromDebtor))


def test_codes_reasons_phases_and_limits_are_those_of_the_code(page: str) -> None:
    reasons = get_args(wire.Refusal.model_fields["reason"].annotation)
    named = {str(each) for each in (UNAUTHORISED, FORBIDDEN, NOBODY, TOO_BIG, wire.LONGEST_TEXT, wire.LONGEST_FRAME, int(BURST))}
    named |= {f"{QUIET.total_seconds() / 3600:.0f}", *reasons, *wire.Phase}
    assert not [each for each in named if each not in page]


def test_every_attribute_that_the_widget_reads_is_in_the_page_and_the_other_way_round(page: str) -> None:
    read = set(re.findall(r"data\.(\w+)", (WIDGET / "main.mjs").read_text(encoding="utf-8")))
    kebab = {"data-" + re.sub(r"([A-Z])", lambda capital: "-" + capital[1].lower(), each) for each in read}
    assert set(re.findall(r"^\| `(data-[\w-]+)`", page, re.MULTILINE)) == kebab


def test_the_widget_and_the_phone_page_never_build_markup_from_text() -> None:
    scripts = [*WIDGET.parent.rglob("*.*js"), *(DOCS.parent / "app" / "console" / "phone").glob("*.mjs")]
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|\beval\(|new Function"
    )
    assert len(scripts) > 10
    assert not [path.name for path in scripts if forbidden.search(path.read_text(encoding="utf-8"))]
