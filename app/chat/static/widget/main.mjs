// Joins the three parts: the link (socket and outbox), the view (what is seen), the words (in both languages).
import { Link } from "./link.mjs";
import { View } from "./view.mjs";
import { words } from "./words.mjs";

const RENEWALS = 3;

export function mount(script) {
  const data = script.dataset;
  const view = new View({
    words: words(data.locale || document.documentElement.lang),
    title: data.title,
    accent: data.accent,
    side: data.position === "left" ? "left" : "right",
  });
  const link = new Link(new URL("ws", script.src), data.token || "");
  let renewals = 0;
  let asked = false;

  async function renew() {
    if (data.tokenUrl && renewals++ < RENEWALS) {
      try {
        const answer = await fetch(data.tokenUrl, { credentials: "same-origin", cache: "no-store" });
        if (answer.ok) return link.useToken((await answer.json()).token);
      } catch {
        // no connection: said below, and the page may hand in a token later
      }
    }
    view.showTrouble("signIn");
    window.dispatchEvent(new CustomEvent("goodterms:token-needed"));
  }

  link.on = {
    line: (state) => view.showLine(state),
    standing: (standing) => {
      renewals = 0;
      view.speak(words(standing.locale));
      view.showStanding(standing);
    },
    began: () => view.divide(),
    message: (message) => view.add(message),
    pending: (entries) => view.showPending(entries),
    typing: (speaker, on) => view.showTyping(speaker, on),
    refused: (reason) => view.showTrouble(reason),
    tokenNeeded: renew,
    closedForGood: (reason) => view.showTrouble(reason),
  };
  view.on = {
    opened: () => {
      if (!asked) {
        asked = true;
        data.token ? link.connect() : renew();
      }
    },
    send: (text) => link.send(text),
    retry: () => link.retryFailed(),
  };

  window.goodterms = {
    open: () => view.open(),
    close: () => view.close(),
    setToken: (token) => {
      asked = true;
      link.useToken(token);
    },
  };
  if (data.open === "true") view.open();
}
