"""Stand-ins for the chat's ports: a bot that echoes, a thread in memory, a desk. The bell of the tests is `handoff.bell.LocalBell`."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.chat.ports import Holding
from bot.turns import Expects, Heard, Opening, Reply, Saying
from portfolio.failures import Unavailable
from portfolio.records import ConversationRecord, Debtor, Utterance
from portfolio.words import Clock, Locale, Speaker


@dataclass
class FakeLedger:
    """Threads in memory, with the ledger's promises: seq without gaps, one utterance per client_msg_id."""

    people: dict[str, Debtor] = field(default_factory=dict)
    records: dict[str, ConversationRecord] = field(default_factory=dict)
    threads: dict[str, list[Utterance]] = field(default_factory=dict)

    def debtor(self, id: str) -> Debtor | None:
        return self.people.get(id)

    def conversations(self, debtor_id: str) -> tuple[ConversationRecord, ...]:
        return tuple(each for each in self.records.values() if each.debtor_id == debtor_id)

    def open_conversation(self, record: ConversationRecord) -> ConversationRecord:
        return self.records.setdefault(record.id, record)

    def update_conversation(self, id: str, **changes: Any) -> None:
        self.records[id] = replace(self.records[id], **changes)

    def append_utterance(self, utterance: Utterance) -> Utterance:
        thread = self.threads.setdefault(utterance.conversation_id, [])
        known = next((each for each in thread if utterance.client_msg_id and each.client_msg_id == utterance.client_msg_id), None)
        if known is None:
            thread.append(known := replace(utterance, seq=len(thread) + 1))
        return known

    def utterances(self, conversation_id: str, after: int = 0) -> tuple[Utterance, ...]:
        return tuple(each for each in self.threads.get(conversation_id, ()) if each.seq > after)

    def say(self, conversation_id: str, speaker: Speaker, text: str, at: datetime, client_msg_id: str | None = None) -> Utterance:
        """Appends an entry as the bot, the debtor, or an agent at the desk would."""
        count, locale = len(self.threads.get(conversation_id, ())), self.records[conversation_id].locale
        id = f"u-{conversation_id}-{count + 1}"
        return self.append_utterance(Utterance(id, conversation_id, 0, speaker, locale, at, at, text, client_msg_id=client_msg_id))


@dataclass
class FakeHolders:
    """Whom the test says holds a conversation."""

    held: dict[str, Holding] = field(default_factory=dict)

    async def holding(self, record: ConversationRecord) -> Holding | None:
        return self.held.get(record.id)


@dataclass
class EchoTalk:
    """Greets, echoes what it hears, ends at "bye"; mute while held; fails as often as `failures` says, before or after storing."""

    talks: "EchoTalks"
    opening: Opening

    def _saying(self, text: str) -> Saying:
        self.talks.said += 1
        return Saying(f"s{self.talks.said}", "echo", self.opening.locale, text, text)

    def _reply(self, *texts: str, ended: bool = False, held: bool = False) -> Reply:
        return Reply(tuple(map(self._saying, texts)), Expects.OPEN, self.opening.locale, ended=ended, verified=True, held=held)

    async def open(self) -> Reply:
        it, at = self.opening, self.talks.clock()
        record = ConversationRecord(it.conversation_id, it.channel, it.direction, it.locale, at, it.debtor_id)
        self.talks.ledger.open_conversation(record)
        return self._reply("你好，我是自动助手。" if it.locale is Locale.ZH_CN else "Hello, I am an automated assistant.")

    async def hear(self, heard: Heard) -> Reply:
        self.talks.heard.append(heard)
        if self.talks.fail_before > 0:
            self.talks.fail_before -= 1
            raise Unavailable("rasa")
        id = self.opening.conversation_id
        self.talks.ledger.say(id, Speaker.DEBTOR, heard.text, heard.started_at, heard.client_msg_id)
        if self.talks.fail_after > 0:
            self.talks.fail_after -= 1
            raise Unavailable("rasa")
        holding = self.talks.holders.held.get(id)
        if holding and holding.mute:
            return self._reply(held=True)
        if heard.text == "bye":
            return self._reply("Goodbye.", ended=True)
        return self._reply(f"echo: {heard.text}")

    async def was_heard(self, saying_id: str, text_heard: str, complete: bool, started_at: datetime, ended_at: datetime) -> None:
        self.talks.ledger.say(self.opening.conversation_id, Speaker.BOT, text_heard, started_at)

    async def poll(self) -> tuple[Saying, ...]:
        texts, self.talks.to_say = self.talks.to_say, []
        return tuple(replace(self._saying(text), ends=text == "Goodbye.") for text in texts)

    async def hang_up(self, reason: str) -> None:
        self.talks.ledger.update_conversation(self.opening.conversation_id, ended_at=self.talks.clock(), disposition=reason)


@dataclass
class EchoTalks:
    """Starts `EchoTalk`s on one ledger, and counts what they heard."""

    ledger: FakeLedger
    holders: FakeHolders
    clock: Clock
    heard: list[Heard] = field(default_factory=list)
    to_say: list[str] = field(default_factory=list)
    said: int = 0
    fail_before: int = 0
    fail_after: int = 0

    async def start(self, opening: Opening) -> EchoTalk:
        return EchoTalk(self, opening)
