"""Asks the bot, one thing at a time and in the order things happened, and does what it replies. A turn may crash, the call may not."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.turns import Expects, Heard, Reply, Saying
from portfolio.words import Locale
from telephony.call_clock import CallClock, TurnWatch
from telephony.keypad import Keypad
from telephony.ports import Listener, Phrases, TalkPort
from telephony.silence import SilenceLadder
from telephony.speaking import HeardSaying, Mouth

FILLER_AFTER_S = 0.8
ANSWER_LIMIT_S = 12.0

log = structlog.get_logger(__name__)
Job = Callable[[], Awaitable[None]]


class Conversing:
    """The bot's side of one call."""

    def __init__(
        self, *, call_id: str, talk: TalkPort, mouth: Mouth, listener: Listener, keypad: Keypad, ladder: SilenceLadder, phrases: Phrases,
        clock: CallClock, turns: TurnWatch,
    ) -> None:  # fmt: skip
        self._call_id, self._talk, self._mouth, self._listener, self._keypad, self._ladder = call_id, talk, mouth, listener, keypad, ladder
        self._phrases, self._clock, self._turns = phrases, clock, turns
        self._jobs: asyncio.Queue[Job] = asyncio.Queue()
        self._unanswered = 0
        self._polling = False
        self._own_sayings = 0
        self.locale: Locale = talk.locale
        self.expects = Expects.OPEN
        self.thinking = False
        self.held = False
        self.ending = False
        self.failed = False
        self.before_reply: Callable[[], None] = lambda: None
        self.after_reply: Callable[[], None] = lambda: None

    async def run(self) -> None:
        """Works through what happened, for as long as the call lives."""
        while True:
            await (await self._jobs.get())()
            self._jobs.task_done()

    async def drain(self) -> None:
        """Waits until the bot has been told everything."""
        await self._jobs.join()

    def begin(self, resumed: bool) -> None:
        """The first words of the call."""
        self._jobs.put_nowait(lambda: self._turn(self._talk.resume if resumed else self._talk.open))

    def heard(self, heard: Heard) -> None:
        """The debtor said or keyed something."""
        self._unanswered += 1
        self.thinking = True

        async def turn() -> None:
            self._unanswered -= 1
            await self._turn(lambda: self._talk.hear(heard))

        self._jobs.put_nowait(turn)

    def silent(self, count: int) -> None:
        """The debtor said nothing for too long, `count` times."""

        async def turn() -> None:
            await self._turn(lambda: self._talk.silence(count))
            if self._ladder.is_last(count) and not self.held:
                self.ending = True

        self._jobs.put_nowait(turn)

    def told(self, heard: HeardSaying) -> None:
        """What the debtor heard of a saying."""
        if not heard.own:
            self._jobs.put_nowait(lambda: self._report(heard))

    def poll(self) -> None:
        """Asks for words from elsewhere: the agent's messages, news of the queue."""
        if self._polling or self.ending:
            return
        self._polling = True

        async def news() -> None:
            try:
                async with asyncio.timeout(ANSWER_LIMIT_S):
                    sayings = await self._talk.poll()
            except Exception as error:  # the next poll may succeed; a turn would say so itself
                log.warning("poll_failed", call_id=self._call_id, kind=type(error).__name__)
                return
            finally:
                self._polling = False
            if sayings:
                self.before_reply()
                self._mouth.say(*sayings)
                self.ending = self.ending or any(one.ends for one in sayings)
                self.after_reply()

        self._jobs.put_nowait(news)

    def give_up(self) -> None:
        """Says the apology and ends the call after it: never silently."""
        if self.failed:
            return
        self.failed = self.ending = True
        self.before_reply()
        self._say_own("sorry_technical")

    async def _turn(self, ask: Callable[[], Awaitable[Reply]]) -> None:
        self.thinking = True
        self._ladder.busy()
        try:
            reply = await self._answer(ask)
            self._turns.replied()
            await self._apply(reply)
        except Exception as error:  # whatever it is, the debtor hears an honest sentence
            log.error("turn_failed", call_id=self._call_id, kind=type(error).__name__)
            self.give_up()
        finally:
            self.thinking = self._unanswered > 0
            self.after_reply()

    async def _answer(self, ask: Callable[[], Awaitable[Reply]]) -> Reply:
        asked = asyncio.ensure_future(ask())
        try:
            done, _ = await asyncio.wait({asked}, timeout=FILLER_AFTER_S)
            if not done and self._mouth.idle and not self.held:
                self._say_own("one_moment")
            async with asyncio.timeout(ANSWER_LIMIT_S):
                return await asked
        finally:
            asked.cancel()

    async def _apply(self, reply: Reply) -> None:
        self._switch(reply.locale)
        self.expects, self.held = reply.expects, reply.held
        self._ladder.expect(reply.expects)
        if reply.held:  # silence is no fault while somebody else is awaited; asking again and again tells us when the bot is back
            self._ladder.answered()
        self._listener.expect(reply.expects.value, reply.keypad.length if reply.keypad else None)
        if self._unanswered and not reply.ended:  # the debtor went on: only the answer to the whole is spoken
            for saying in reply.says:
                now = self._clock.instant()
                await self._talk.was_heard(saying.id, "", False, now, now)
        else:
            self.before_reply()
            self._mouth.say(*reply.says)
        self.ending = self.ending or reply.ended
        typed_ahead = self._keypad.expect(reply.keypad, self._clock.s())
        if typed_ahead is not None:
            self.keyed(typed_ahead)

    def keyed(self, digits: str) -> None:
        """The debtor answered with the keypad."""
        now = self._clock.instant()
        self.heard(Heard(started_at=now, ended_at=now, text=digits, via="keypad", confidence=1.0))

    def _switch(self, locale: Locale) -> None:
        if locale is not self.locale:
            self.locale = locale
            self._listener.switch(locale.value)

    async def _report(self, heard: HeardSaying) -> None:
        try:
            await self._talk.was_heard(heard.saying_id, heard.text, heard.complete, heard.started_at, heard.ended_at)
        except Exception as error:
            # The bot then takes it as unheard and says what must be heard again; a turn that fails too is the one that apologises.
            log.error("report_failed", call_id=self._call_id, kind=type(error).__name__)

    def _say_own(self, template: str) -> None:
        self._own_sayings += 1
        words = self._phrases(template, self.locale)
        last_words = template == "sorry_technical"
        saying = Saying(f"own-{self._own_sayings}", template, self.locale, text=words, spoken=words, interruptible=not last_words)
        self._mouth.say(saying, own=True)
