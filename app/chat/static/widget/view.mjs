// What is seen: a launcher and a panel in a shadow root. Knows no socket; tells `on.opened`, `on.send`, `on.retry`.
import { LOOKS } from "./looks.mjs";
import { clock, drawing, make, withLinks } from "./parts.mjs";

const LONGEST = 2000;
const NEAR_END_PX = 80;
const TYPING_AFTER_MS = 350;
const TROUBLE_MS = 8000;
const TIME_GAP_MS = 5 * 60 * 1000;

export class View {
  constructor({ words, title, accent, side }) {
    this.on = {};
    this.title = title;
    this.unread = 0;
    this.standing = { phase: "bot", agent: null };
    this.line = "closed";
    const host = make("goodterms-chat");
    this.root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LOOKS);
    this.root.adoptedStyleSheets = [sheet];
    if (accent && CSS.supports("color", accent)) host.style.setProperty("--accent", accent);
    this.build(side);
    this.speak(words);
    document.body.append(host);
  }

  build(side) {
    this.badge = make("span", { class: "badge", hidden: true, "aria-hidden": "true" });
    this.launcher = make("button", { class: "launcher", type: "button", "aria-expanded": "false", onclick: () => this.open() }, drawing("chat"), this.badge);
    this.heading = make("h2", { id: "title" });
    this.standingLine = make("p", { class: "standing", role: "status" });
    this.closer = make("button", { type: "button", onclick: () => this.close() }, drawing("close"));
    this.notice = make("p", { class: "notice" });
    this.thread = make("div", { role: "log", "aria-live": "polite", "aria-relevant": "additions" });
    this.pendingBox = make("div", { "aria-live": "off" });
    this.typingBox = make("div", { class: "entry", hidden: true }, make("div", { class: "typing", "aria-hidden": "true" }, make("i"), make("i"), make("i")));
    this.scroll = make("div", { class: "scroll", tabindex: "0", onscroll: () => this.scrolled() }, this.thread, this.pendingBox, this.typingBox);
    this.newest = make("button", { class: "newest", type: "button", hidden: true, onclick: () => this.toEnd() });
    this.trouble = make("p", { class: "trouble", role: "alert", hidden: true });
    this.humanLabel = make("span");
    this.human = make("button", { class: "human", type: "button", onclick: () => this.send(this.words.humanText) }, drawing("person"), this.humanLabel);
    this.label = make("label", { class: "for-readers", for: "text" });
    this.text = make("textarea", { id: "text", rows: "1", maxlength: String(LONGEST), enterkeyhint: "send", oninput: () => this.typed(), onkeydown: (event) => this.key(event) });
    this.sender = make("button", { class: "send", type: "submit", "aria-disabled": "true" }, drawing("send"));
    this.leftOver = make("p", { class: "left-over", "aria-live": "polite", hidden: true });
    const form = make("form", { onsubmit: (event) => (event.preventDefault(), this.submit()) }, this.label, this.text, this.sender);
    const foot = make("div", { class: "foot" }, this.newest, this.trouble, this.human, form, this.leftOver);
    const head = make("header", {}, make("div", {}, this.heading, this.standingLine), this.closer);
    this.panel = make("section", { class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true }, head, this.notice, this.scroll, foot);
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && this.close());
    this.box = make("div", { class: side }, this.launcher, this.panel);
    this.root.append(this.box);
  }

  speak(words) {
    if (words === this.words) return;
    this.words = words;
    this.box.lang = words.lang;
    this.heading.textContent = this.title || words.title;
    this.closer.setAttribute("aria-label", words.closeChat);
    this.notice.textContent = words.notice;
    this.scroll.setAttribute("aria-label", words.thread);
    this.newest.textContent = words.newest;
    this.humanLabel.textContent = words.human;
    this.label.textContent = words.compose;
    this.text.placeholder = words.placeholder;
    this.sender.setAttribute("aria-label", words.send);
    this.showUnread();
    this.refreshStanding();
  }

  open() {
    if (!this.panel.hidden) return;
    this.panel.hidden = false;
    this.launcher.hidden = true;
    this.launcher.setAttribute("aria-expanded", "true");
    this.unread = 0;
    this.showUnread();
    this.on.opened();
    this.toEnd();
    this.text.focus();
  }

  close() {
    this.panel.hidden = true;
    this.launcher.hidden = false;
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.focus();
  }

  showUnread() {
    this.badge.hidden = !this.unread;
    this.badge.textContent = this.unread > 9 ? "9+" : String(this.unread);
    this.launcher.setAttribute("aria-label", this.words.openChat + (this.unread ? `, ${this.words.unread(this.unread)}` : ""));
  }

  showLine(line) {
    this.line = line;
    this.refreshStanding();
  }

  showStanding(standing) {
    const before = this.standing;
    this.standing = standing;
    if (standing.conversation === before.conversation) {
      if (standing.phase === "agent" && before.agent !== standing.agent) this.tell(this.words.joined(standing.agent));
      if (standing.phase === "waiting" && before.phase !== "waiting") this.tell(this.words.waits);
      if (standing.phase === "bot" && before.phase === "agent") this.tell(this.words.left);
      if (standing.phase === "ended" && before.phase !== "ended") this.tell(this.words.ended);
    } else if (standing.phase === "waiting") this.tell(this.words.waits);
    this.refreshStanding();
  }

  refreshStanding() {
    const { phase, agent } = this.standing;
    const said = { waiting: this.words.waiting, agent: this.words.agentAnswers(agent || this.words.agent) }[phase] || this.words.botAnswers;
    this.standingLine.textContent = { away: this.words.away, connecting: this.words.connecting }[this.line] || said;
    this.standingLine.dataset.line = this.line;
    this.standingLine.dataset.phase = phase;
    this.notice.hidden = phase === "agent";
    this.human.hidden = phase !== "bot";
  }

  name(speaker) {
    if (speaker === "agent") return this.standing.agent || this.words.agent;
    return speaker === "debtor" ? this.words.you : this.words.bot;
  }

  add(message) {
    this.showTyping(message.speaker, false);
    const follow = message.speaker === "debtor" || this.atEnd();
    const last = this.lastShown;
    const same = last && last.speaker === message.speaker && new Date(message.at) - new Date(last.at) < TIME_GAP_MS;
    this.lastShown = message;
    const entry = make("div", { class: `entry ${message.speaker}`, lang: message.locale, "data-seq": String(message.seq) });
    const when = clock(message.at, this.words.lang);
    if (!same) entry.append(make("div", { class: "who" }, `${this.name(message.speaker)} · ${when}`));
    else entry.append(make("span", { class: "for-readers" }, this.name(message.speaker)));
    entry.append(make("div", { class: "bubble" }, ...(message.speaker === "debtor" ? [message.text] : withLinks(message.text))));
    this.thread.append(entry);
    if (this.panel.hidden && message.speaker !== "debtor") this.unread++;
    this.showUnread();
    if (follow) this.toEnd();
    else this.newest.hidden = false;
  }

  tell(text) {
    const follow = this.atEnd();
    this.lastShown = undefined;
    this.thread.append(make("p", { class: "event" }, text));
    if (follow) this.toEnd();
  }

  divide() {
    this.lastShown = undefined;
    this.thread.append(make("p", { class: "event divider" }, this.words.began));
  }

  showPending(entries) {
    this.pendingBox.replaceChildren(
      ...entries.map((each) => {
        const state = each.failed ? this.words.failed : this.line === "open" ? this.words.sending : this.words.queued;
        const fine = make("div", { class: "fine" }, state);
        if (each.failed) fine.append(" ", make("button", { type: "button", onclick: () => this.on.retry() }, this.words.retry));
        return make("div", { class: `entry debtor pending${each.failed ? " failed" : ""}` }, make("div", { class: "bubble" }, each.text), fine);
      }),
    );
    if (entries.length) this.toEnd();
  }

  showTyping(speaker, on) {
    clearTimeout(this.typingTimer);
    const show = () => {
      const follow = this.atEnd();
      this.typingBox.hidden = false;
      this.typingBox.setAttribute("aria-label", `${this.name(speaker)} ${this.words.typing}`);
      if (follow) this.toEnd();
    };
    if (on) this.typingTimer = setTimeout(show, TYPING_AFTER_MS);
    else this.typingBox.hidden = true;
  }

  showTrouble(reason) {
    this.trouble.textContent = this.words[reason] || this.words.unavailable;
    this.trouble.hidden = false;
    clearTimeout(this.troubleTimer);
    if (!["signIn", "forbidden", "unknown"].includes(reason)) this.troubleTimer = setTimeout(() => (this.trouble.hidden = true), TROUBLE_MS);
  }

  key(event) {
    // Enter that ends the choice of a Chinese character is not meant to send
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      this.submit();
    }
  }

  typed() {
    this.sender.setAttribute("aria-disabled", String(!this.text.value.trim()));
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight + 2}px`;
    const left = LONGEST - this.text.value.length;
    this.leftOver.hidden = left > 200;
    if (left <= 200) this.leftOver.textContent = this.words.left_over(left);
  }

  submit() {
    const text = this.text.value.trim();
    if (!text) return;
    this.text.value = "";
    this.typed();
    this.send(text);
    this.text.focus();
  }

  send(text) {
    this.trouble.hidden = true;
    this.on.send(text);
  }

  atEnd() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < NEAR_END_PX;
  }

  toEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.newest.hidden = true;
  }

  scrolled() {
    if (this.atEnd()) this.newest.hidden = true;
  }
}
