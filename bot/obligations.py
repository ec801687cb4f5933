"""What must be heard: required lines are said again until they were, in the language spoken. The state carries them as `due`."""

from dataclasses import replace

from bot.lines import Line, line
from bot.state import DialogueState
from bot.turns import Expects

READBACKS = frozenset({"readback", "readback_again"})
OPENINGS = frozenset({"open_outbound", "open_inbound", "open_chat", "notice_again"})
DISCLOSURES = frozenset({"disclose_first_party", "disclose_third_party"})


def _again(one: Line) -> Line:
    """The repeated form: a cut-off greeting becomes the bare notice; the second time it is not to be cut off."""
    if one.template in OPENINGS:
        return line("notice_again", required=True, interruptible=False)
    return replace(one, interruptible=False)


def with_due(state: DialogueState, lines: tuple[Line, ...], ended: bool, leaves: bool) -> tuple[Line, ...]:
    """The turn's lines, preceded by what is due and not among them. Read-backs are not carried on: the move repeats them itself."""
    if leaves or ended:
        return lines
    said = {one.template for one in lines}
    due = tuple(_again(one) for one in state.due if one.template not in READBACKS)
    return (*(one for one in due if one.template not in said), *lines)


def after_saying(state: DialogueState, lines: tuple[Line, ...], leaves: bool) -> DialogueState:
    """The state once these lines were handed to the channel: which read-back waits for its yes, and what is due."""
    readback = next((saying_id(state.turn, n) for n, one in enumerate(lines) if one.template in READBACKS), "")
    required = tuple(one for one in lines if one.required and one.template not in READBACKS)
    kept = () if leaves else tuple(one for one in state.due if one.template not in {r.template for r in required})
    confirm = state.expects is Expects.CONFIRM
    return replace(
        state,
        due=(*kept, *required) if not leaves else required,
        readback=readback or (state.readback if confirm else ""),
        readback_heard=False if readback else state.readback_heard and confirm,
    )


def after_hearing(state: DialogueState, saying: str, template: str, locale: str) -> DialogueState:
    """The state once this saying was heard to its end."""
    if saying == state.readback:
        state = replace(state, readback_heard=True)
    if template in DISCLOSURES and (template, locale) not in state.disclosed:
        state = replace(state, disclosed=(*state.disclosed, (template, locale)))
    openings = template in OPENINGS
    return replace(state, due=tuple(d for d in state.due if d.template != template and not (openings and d.template in OPENINGS)))


def saying_id(turn: int, place: int) -> str:
    """The id of a saying within its conversation: turn and place."""
    return f"{turn}.{place}"
