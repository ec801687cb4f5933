// Texts that the service has not confirmed yet. Kept for this tab, so that a reload loses none; one box per debtor.

function subject(token) {
  try {
    const claims = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(atob(claims)).sub || "";
  } catch {
    return "";
  }
}

function freshId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Outbox {
  constructor(token) {
    this.list = [];
    this.belongsTo(token);
  }

  belongsTo(token) {
    const key = `goodterms.outbox.${subject(token)}`;
    if (key === this.key) return;
    this.key = key;
    try {
      this.list = JSON.parse(sessionStorage.getItem(key)) || [];
    } catch {
      this.list = []; // storage is closed to us (private mode, a sandboxed frame): this page's memory must do
    }
  }

  entries() {
    return [...this.list];
  }

  has(id) {
    return this.list.some((each) => each.id === id);
  }

  add(text) {
    const entry = { id: freshId(), text, at: new Date().toISOString() };
    this.list.push(entry);
    this.keep();
    return entry;
  }

  done(id) {
    this.list = this.list.filter((each) => each.id !== id);
    this.keep();
  }

  fail(id, failed = true) {
    for (const each of this.list) if (each.id === id) each.failed = failed;
    this.keep();
  }

  keep() {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(this.list));
    } catch {
      // see above
    }
  }
}
