"""Words that decide about an interruption before the bot has thought: data, per locale. The bot's own tripwires decide what they mean."""

import re

from portfolio.words import Locale

# fmt: off
LISTENING_NOISES = {
    Locale.EN_US: frozenset({
        "mhm", "mm", "hmm", "hm", "uh", "huh", "um", "ah", "oh", "okay", "ok", "yeah", "yes", "right", "sure",
        "the", "a", "i", "see", "hello", "hi",
    }),
    Locale.ZH_CN: frozenset({
        "嗯", "哦", "噢", "啊", "呃", "唔", "好", "好的", "是", "是的", "对", "行", "恩", "哎", "诶", "喔", "喂", "你好",
    }),
}
# fmt: on

ANSWERS = {
    Locale.EN_US: frozenset({"okay", "ok", "yeah", "yes", "right", "sure"}),
    Locale.ZH_CN: frozenset({"好", "是", "对", "行"}),
}
"""Listening noises that are answers where a question is being asked."""

STOP_PHRASES = {
    Locale.EN_US: (
        "stop",
        "wait",
        "hold on",
        "hang on",
        "excuse me",
        "human",
        "agent",
        "real person",
        "wrong number",
        "lawyer",
        "attorney",
        "bankrupt",
        "kill myself",
        "suicide",
        "end my life",
        "don't call",
        "do not call",
        "passed away",
        "died",
        "chinese",
        "hospital",
    ),
    Locale.ZH_CN: (
        "停",
        "等一下",
        "等等",
        "别打",
        "不要打",
        "别再打",
        "人工",
        "真人",
        "打错",
        "律师",
        "破产",
        "不想活",
        "自杀",
        "去世",
        "死了",
        "投诉",
        "英文",
        "英语",
        "报警",
    ),
}

VOICEMAIL_HINTS = {
    Locale.EN_US: (
        "leave a message",
        "leave your message",
        "after the tone",
        "after the beep",
        "at the tone",
        "voicemail",
        "voice mail",
        "mailbox",
        "record your message",
        "cannot take your call",
        "can't take your call",
        "the number you have dialed",
        "please try again later",
    ),
    Locale.ZH_CN: (
        "请留言",
        "留言",
        "您拨打的",
        "您所拨打",
        "语音信箱",
        "嘀声后",
        "提示音后",
        "无法接通",
        "暂时无法",
        "已关机",
        "请稍后再拨",
    ),
}

_WORD = re.compile(r"[a-z0-9']+|[\u4e00-\u9fff]")


def tokens(text: str) -> tuple[str, ...]:
    """Latin words and single Han characters, in order."""
    return tuple(_WORD.findall(text.lower()))


def is_listening_noise(text: str, locale: Locale) -> bool:
    """Only "mhm", "okay", 嗯 and the like: the debtor listens and wants us to go on."""
    if locale is Locale.ZH_CN and not re.search("[a-z]", text.lower()):
        rest = "".join(tokens(text))
        for noise in sorted(LISTENING_NOISES[locale], key=len, reverse=True):
            rest = rest.replace(noise, "")
        return not rest
    return set(tokens(text)) <= LISTENING_NOISES[locale]


def may_answer(text: str, locale: Locale) -> bool:
    """A listening noise that answers a question: "yes", 对; not "hello" or "mhm"."""
    said = text.replace(" ", "").replace("你好", "") if locale is Locale.ZH_CN else text
    return any(word in ANSWERS[locale] for word in tokens(said))


def has_any(text: str, phrases: tuple[str, ...]) -> bool:
    """One of the phrases is in it, as whole words."""
    plain = " " + " ".join(tokens(text)) + " "
    return any(f" {' '.join(tokens(phrase))} " in plain for phrase in phrases)


def asks_to_stop(text: str) -> bool:
    """Words that interrupt even what may not be interrupted, in either language."""
    return any(has_any(text, phrases) for phrases in STOP_PHRASES.values())


def sounds_like_voicemail(text: str) -> bool:
    """A greeting that no person answers the phone with, in either language."""
    return any(has_any(text, phrases) for phrases in VOICEMAIL_HINTS.values())
