"""What one utterance is before the dialogue engine sees it: guarded, masked, and perhaps an answer to a secret question."""

import re
from dataclasses import dataclass, field

from bot.identity import says_digits
from bot.masking import has_card_number, masked_numbers
from bot.state import DialogueState
from bot.tripwires import Tripwire, trip
from bot.turns import Expects, Heard
from bot.understanding.parse import has_words, is_chinese
from portfolio.records import ConversationRecord
from portfolio.words import Locale

HUMAN_KEY = "0"
SECRET_DIGITS = 4
ENGLISH_WORDS = 3
KIN = re.compile(
    r"\bmy (?:\w+ )?(?:husband|wife|partner|father|mother|dad|mom|mum|daddy|mommy|parents|son|daughter|brother|sister)\b"
    r"|我(?:的)?(?:爸|妈|父|母|老公|老婆|丈夫|妻子|爱人|爷爷|奶奶|外公|外婆|儿子|女儿|哥|姐|弟|妹)|(?:爸爸|妈妈|爸妈|大人)(?:都)?不在家",
    re.IGNORECASE,
)


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
    if tripwire is not None and not (record.verified_at and _of_others(tripwire, texts)):
        return Found(stored, f"/{tripwire.intent}", tripwire=tripwire)
    if asking_secret and says_digits(text):
        return Found(stored, "", checks=True)
    # Nobody types or says an intent by its name.
    words = stored.lstrip("/ ")
    if not has_words(words):
        return Found(stored, "/nlu_fallback")
    quiet = asking_secret or record.verified_at is None
    return Found(stored, words, () if quiet else tuple(a.lstrip("/ ") for a in heard.alternatives if a.strip("/ ")))


def _of_others(tripwire: Tripwire, texts: tuple[str, ...]) -> bool:
    """The verified debtor speaks of somebody of theirs: of a death in the family, of parents who are out; nor is their number wrong."""
    return tripwire.intent == "wrong_number" or (tripwire.intent in ("deceased", "minor") and any(KIN.search(t) for t in texts))


def _keyed(keys: str, asking_secret: bool) -> Found:
    dots = "•" * len(keys)
    if asking_secret and keys.strip("#*"):
        return Found(dots, "", checks=True)
    return Found(dots, "/ask_human" if keys.strip("#*") == HUMAN_KEY else "/nlu_fallback")
