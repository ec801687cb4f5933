"""The last fence before words are made: what speaks of the matter is only said to a verified debtor. It should never have to act."""

import structlog

from bot.lines import Line, line

log = structlog.get_logger(__name__)

OF_THE_MATTER = frozenset(
    [
        "disclose_first_party",
        "disclose_third_party",
        "reason",
        "nothing_due",
        "ask_willingness",
        "ask_date",
        "ask_amount",
        "ask_amount_for",
        "ask_part",
        "how_much",
        "when_due",
        "minimum_is",
        "breakdown",
        "why_calling",
        "proof",
        "how_to_pay",
        "readback",
        "readback_again",
        "ask_yes",
        "correct_it",
        "too_late",
        "too_little",
        "too_much",
        "past_day",
        "promise_noted",
        "promise_rest",
        "already_paid",
        "autopay_failed",
        "hardship",
        "discount",
        "instalments",
        "extension",
        "dispute",
        "fraud",
        "card_number",
        "sure_dispute",
        "sure_fraud",
        "sure_attorney",
        "sure_bankruptcy",
        "sure_complaint",
    ]
)


def fenced(lines: tuple[Line, ...], verified: bool) -> tuple[Line, ...]:
    """The lines as they are, or without what an unverified person must not hear."""
    if verified or not any(one.template in OF_THE_MATTER for one in lines):
        return lines
    log.error("matter_before_verification", templates=[one.template for one in lines if one.template in OF_THE_MATTER])
    kept = tuple(one for one in lines if one.template not in OF_THE_MATTER)
    return kept or (line("privacy_first"),)
