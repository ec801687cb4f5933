// The transcript beside the phone, read from the thread: what was heard, not what was meant to be said. Text nodes only.

const EVERY_MS = 700;

function element(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
}

export class Transcript {
  constructor(log, chips, empty) {
    this.log = log;
    this.chips = chips;
    this.empty = empty;
    this.shown = new Map();
  }

  follow(call) {
    this.call = call;
    this.shown.clear();
    this.log.replaceChildren();
    this.chips.replaceChildren();
    this.empty.hidden = false;
    clearTimeout(this.timer);
    this.read(call);
  }

  stopSoon() {
    this.last = 4; // the last words are stored just after the line closes
  }

  async read(call) {
    try {
      const answer = await fetch(`/phone/calls/${encodeURIComponent(call)}/transcript`);
      if (answer.ok && call === this.call) this.show((this.seen = await answer.json()));
    } catch {
      // the service is away for a moment: the next reading tells
    }
    if (call !== this.call || (this.last !== undefined && this.last-- <= 0)) {
      this.last = undefined;
      return;
    }
    this.timer = setTimeout(() => this.read(call), EVERY_MS);
  }

  speak(words) {
    this.words = words;
    if (!this.seen) return;
    this.shown.clear();
    this.log.replaceChildren();
    this.show(this.seen);
  }

  show(seen) {
    const near = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60;
    for (const line of seen.lines) {
      const stamp = JSON.stringify(line);
      const before = this.shown.get(line.id);
      if (before?.stamp === stamp) continue;
      const entry = this.entry(line);
      if (before) before.entry.replaceWith(entry);
      else this.log.append(entry);
      this.shown.set(line.id, { stamp, entry });
    }
    this.empty.hidden = this.shown.size > 0;
    const chips = [element("li", seen.verified ? "good" : "", seen.verified ? this.words.verified : this.words.notVerified)];
    if (!seen.ended) chips.push(element("li", "", this.words.asked(this.words.expects[seen.expects] || seen.expects)));
    if (seen.disposition) chips.push(element("li", "", this.words.dispositions[seen.disposition] || this.words.ended));
    if (seen.lines.length || seen.ended) this.chips.replaceChildren(...chips);
    if (near) this.log.scrollTop = this.log.scrollHeight;
  }

  entry(line) {
    const entry = element("div", `entry ${line.speaker}`);
    entry.lang = line.locale;
    const name = { debtor: this.words.you, bot: this.words.botSays, agent: this.words.agent }[line.speaker];
    const more = line.confidence === null ? "" : ` · ${this.words.sure(Math.round(line.confidence * 100))}`;
    entry.append(element("div", "who", name + more + (line.complete ? "" : ` · ${this.words.cut}`)));
    entry.append(element("div", "bubble", line.text + (line.complete || !line.text ? "" : " …")));
    return entry;
  }
}
