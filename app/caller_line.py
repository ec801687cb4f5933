"""What `ring` and `bench calls` share: the line to the running service, and steps of a caller written as words."""

from pathlib import Path

from app.client import Reached
from app.settings import Settings, load_secrets
from portfolio.failures import BadInput
from portfolio.ledger import Ledger
from telephony.caller.forms import Line
from telephony.caller.person import HangUp, Press, Speak, Step, Wait
from telephony.caller.sound import read_wav

NO_ACCOUNT = "AC" + "0" * 32
OWN_NUMBER = "+15550100000"
UNKNOWN_CALLER = "+15550100199"


def line_to(settings: Settings, reached: Reached) -> Line:
    """The line as Twilio would have it: signed for the public address, carried to where the service listens."""
    return Line(
        public_url=settings.public_url or reached.service_url,
        account_sid=settings.twilio_account_sid or NO_ACCOUNT,
        number=settings.twilio_from or OWN_NUMBER,
        auth_token=load_secrets(settings).twilio_auth_token,
        reach_url=reached.service_url,
    )


def number_on_file(ledger: Ledger, debtor_id: str) -> str:
    """The first number on file of a debtor."""
    debtor = ledger.debtor(debtor_id)
    if debtor is None or not debtor.phones:
        raise BadInput(f"no debtor {debtor_id} with a number; the demo book has d1 to d40")
    return debtor.phones[0]


def step_from(word: str, folder: Path | None = None) -> Step:
    """One step: `hello.wav`, `over:hello.wav` (interrupts), `keys:3821#`, `wait:2.5` or `hangup`."""
    kind, _, rest = word.partition(":")
    match kind:
        case "hangup":
            return HangUp()
        case "keys":
            if not rest or set(rest) - set("0123456789*#"):
                raise BadInput(f"{word}: keys are 0 to 9, * and #")
            return Press(rest)
        case "wait":
            return Wait(_seconds(word, rest))
        case "over":
            return _spoken(rest, folder, over=True)
        case _:
            return _spoken(word, folder, over=False)


def _spoken(name: str, folder: Path | None, over: bool) -> Speak:
    path = Path(name) if folder is None else folder / name
    return Speak(path.stem, read_wav(path), over)


def _seconds(word: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise BadInput(f"{word}: give the seconds, for example wait:2.5") from None
