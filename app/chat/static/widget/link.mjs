// The socket: reconnects by itself, goes on at the last seq it showed, and keeps every text until the service has it.
import { Outbox } from "./outbox.mjs";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15000;
const PING_MS = 20000;
const PONG_MS = 8000;
const REMEMBERED = 20;
const FOR_GOOD = { 4403: "forbidden", 4404: "unknown" };

export class Link {
  constructor(address, token) {
    this.address = new URL(address);
    this.address.protocol = this.address.protocol === "https:" ? "wss:" : "ws:";
    this.token = token;
    this.outbox = new Outbox(token);
    this.sent = new Map(); // the latest texts: one may be stored, and shown, and yet wait for its answer
    this.on = {};
    this.conversation = "";
    this.shown = 0;
    this.failures = 0;
    this.welcomed = false;
    addEventListener("online", () => this.wanted && this.connect());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.wanted && !this.welcomed && this.connect());
  }

  useToken(token) {
    this.token = token;
    this.outbox.belongsTo(token);
    this.connect();
  }

  connect() {
    this.wanted = true;
    clearTimeout(this.retryTimer);
    this.drop();
    this.on.line("connecting");
    const url = new URL(this.address);
    url.search = new URLSearchParams({ token: this.token, conversation: this.conversation, after: String(this.shown) });
    const socket = (this.socket = new WebSocket(url));
    socket.onmessage = (event) => socket === this.socket && this.take(JSON.parse(event.data));
    socket.onclose = (event) => socket === this.socket && this.lost(event.code);
    this.watch(PONG_MS); // a socket that never opens must not be waited for without end
    this.on.pending(this.outbox.entries());
  }

  drop() {
    clearTimeout(this.pingTimer);
    clearTimeout(this.watchTimer);
    const socket = this.socket;
    this.socket = undefined;
    this.welcomed = false;
    if (socket) socket.close();
  }

  lost(code) {
    this.drop();
    this.on.typing("bot", false);
    if (FOR_GOOD[code]) {
      this.wanted = false;
      this.on.line("closed");
      this.on.closedForGood(FOR_GOOD[code]);
    } else if (code === 4401) {
      this.wanted = false;
      this.on.line("closed");
      this.on.tokenNeeded();
    } else {
      const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures++) * (0.75 + Math.random() / 2);
      this.on.line("away");
      this.retryTimer = setTimeout(() => this.connect(), wait);
    }
    this.on.pending(this.outbox.entries());
  }

  watch(ms) {
    clearTimeout(this.watchTimer);
    this.watchTimer = setTimeout(() => this.lost(0), ms);
  }

  take(message) {
    clearTimeout(this.watchTimer);
    clearTimeout(this.pingTimer);
    this.pingTimer = setTimeout(() => this.ping(), PING_MS);
    switch (message.type) {
      case "welcome":
        this.welcome(message);
        break;
      case "state":
        this.on.standing(message);
        break;
      case "message":
        this.show(message);
        break;
      case "typing":
        this.on.typing(message.speaker, message.on);
        break;
      case "refused":
        this.refused(message);
        break;
    }
  }

  welcome(message) {
    if (message.conversation !== this.conversation) {
      if (this.conversation) this.on.began();
      this.conversation = message.conversation;
      this.shown = 0;
    }
    this.failures = 0;
    this.on.standing(message);
    if (!this.welcomed) {
      this.welcomed = true;
      this.on.line("open");
      for (const entry of this.outbox.entries()) this.push(entry);
    }
  }

  show(message) {
    if (message.conversation !== this.conversation || message.seq <= this.shown) return;
    this.shown = message.seq;
    if (message.client_msg_id && this.outbox.has(message.client_msg_id)) {
      this.outbox.done(message.client_msg_id);
      this.on.pending(this.outbox.entries());
    }
    this.on.message(message);
  }

  send(text) {
    const entry = this.outbox.add(text);
    this.on.pending(this.outbox.entries());
    if (this.welcomed) this.push(entry);
    else if (!this.wanted) this.connect();
  }

  push(entry) {
    if (entry.failed || this.socket?.readyState !== WebSocket.OPEN) return;
    this.socket.send(JSON.stringify({ type: "message", client_msg_id: entry.id, text: entry.text }));
    this.sent.set(entry.id, entry);
    if (this.sent.size > REMEMBERED) this.sent.delete(this.sent.keys().next().value);
    this.watch(PONG_MS);
  }

  refused(message) {
    const entry = this.sent.get(message.client_msg_id);
    if (entry && message.retry_s) setTimeout(() => this.welcomed && this.push(entry), message.retry_s * 1000);
    else if (entry) this.outbox.fail(entry.id);
    this.on.refused(message.reason);
    this.on.pending(this.outbox.entries());
  }

  retryFailed() {
    for (const entry of this.outbox.entries()) {
      if (entry.failed) {
        this.outbox.fail(entry.id, false);
        this.push(entry);
      }
    }
    this.on.pending(this.outbox.entries());
  }

  ping() {
    if (this.socket?.readyState === WebSocket.OPEN) {
      this.socket.send('{"type":"ping"}');
      this.watch(PONG_MS);
    }
  }
}
