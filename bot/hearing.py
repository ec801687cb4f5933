"""What one utterance is before the dialogue engine sees it: guarded, masked, and perhaps an answer to a secret question."""

from dataclasses import dataclass, field

from bot.identity import says_digits
from bot.masking import has_card_number, masked_numbers
from bot.state import DialogueState
from bot.tripwires import Tripwire, trip
from bot.turns import Expects, Heard
from bot.understanding.parse import is_chinese
from portfolio.records import ConversationRecord
from portfolio.words import Locale

HUMAN_KEY = "0"
SECRET_DIGITS = 4
ENGLISH_WORDS = 3


@dataclass(frozen=True)
class Found:
    """`stored` for the transcript, `message` for the engine (words or "/intent"); `checks`: it answers a secret question."""

    stored: str = field(repr=False)
    message: str = field(repr=False)
    alternatives: tuple[str, ...] = field(repr=False, default=())
    tripwire: Tripwire | None = None
    checks: bool = False


def written_in(heard: Heard) -> Locale | None:
    """The language of a typed message by its script; None where a word or two do not tell."""
    if heard.via != "text":
        return None
    if is_chinese(heard.text):
        return Locale.ZH_CN
    return Locale.EN_US if len([w for w in heard.text.split() if w.isascii() and w.isalpha()]) >= ENGLISH_WORDS else None


def listen(heard: Heard, state: DialogueState, record: ConversationRecord) -> Found:
    """Card numbers first, then safety, then the secret; the rest goes on as words."""
    text = heard.text.strip()
    asking_secret = state.expects is Expects.VERIFICATION
    if heard.via == "keypad":
        return _keyed(text, asking_secret)
    texts = (text, *heard.alternatives)
    if any(has_card_number(t) for t in texts):
        return Found(masked_numbers(text, SECRET_DIGITS), "/card_number")
    stored = masked_numbers(text, SECRET_DIGITS) if record.verified_at is None else text
    if asking_secret:
        stored = masked_numbers(text)
    tripwire = trip(texts)
    if tripwire is not None:
        return Found(stored, f"/{tripwire.intent}", tripwire=tripwire)
    if asking_secret and says_digits(text):
        return Found(stored, "", checks=True)
    # Nobody types or says an intent by its name.
    words = stored.lstrip("/ ")
    if not words:
        return Found(stored, "/nlu_fallback")
    quiet = asking_secret or record.verified_at is None
    return Found(stored, words, () if quiet else tuple(a.lstrip("/ ") for a in heard.alternatives if a.strip("/ ")))


def _keyed(keys: str, asking_secret: bool) -> Found:
    dots = "•" * len(keys)
    if asking_secret and keys.strip("#*"):
        return Found(dots, "", checks=True)
    return Found(dots, "/ask_human" if keys.strip("#*") == HUMAN_KEY else "/nlu_fallback")
