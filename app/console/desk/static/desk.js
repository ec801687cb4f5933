// The desk's live line. Hints come as server-sent events; every part then fetches what is true, so a gap heals by itself.
"use strict";

(() => {
  const lost = document.getElementById("lost");
  let source = null;

  function changed(name) { document.body.dispatchEvent(new CustomEvent(`${name}-changed`)); }

  function connect() {
    source = new EventSource(document.body.dataset.events);
    for (const name of ["queue", "thread"]) {
      source.addEventListener(name, () => changed(name));
    }
    source.addEventListener("ticket", (event) => {
      if (event.data === document.body.dataset.version) return;
      document.body.dataset.version = event.data;
      changed("ticket");
    });
    source.addEventListener("open", () => { lost.hidden = true; });
    source.addEventListener("error", () => {
      lost.hidden = false;
      // A refused stream (logged out, server gone for long) is not tried again by the browser itself.
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 3000);
    });
  }

  // Waiting times and the offer's deadline run on the page's own clock from what the server said.
  const began = new WeakMap();
  function passed(element) {
    if (!began.has(element)) began.set(element, performance.now());
    return (performance.now() - began.get(element)) / 1000;
  }
  function tick() {
    for (const element of document.querySelectorAll("[data-seconds]")) {
      const all = Math.floor(Number(element.dataset.seconds) + passed(element));
      const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
      const text = hours
        ? `${hours}:${String(minutes).padStart(2, "0")}:${String(seconds).padStart(2, "0")}`
        : `${minutes}:${String(seconds).padStart(2, "0")}`;
      if (element.textContent !== text) element.textContent = text;
    }
    for (const bar of document.querySelectorAll("[data-left]")) {
      const left = Math.max(0, Number(bar.dataset.left) - passed(bar));
      bar.style.setProperty("--left", String(left / Number(bar.dataset.of)));
    }
  }

  function announceOffer() {
    const title = document.getElementById("offer-title");
    const id = title ? title.textContent : "";
    if (title && id !== announceOffer.last) {
      document.title = `● ${id}`;
      if (document.activeElement === document.body) title.focus({ preventScroll: true });
    }
    announceOffer.last = id;
  }

  // What was opened is brought into view; "toggle" does not bubble, so it is caught on its way down.
  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details[open]")) event.target.scrollIntoView({ block: "nearest" });
  }, true);

  connect();
  tick();
  setInterval(tick, 250);
  announceOffer();
  document.body.addEventListener("htmx:afterSwap", () => {
    tick();
    announceOffer();
    // The wrap-up form is kept as it was filled in; when the debtor has left, it opens.
    if (document.querySelector(".is-wrapping")) document.getElementById("wrap").open = true;
  });
  addEventListener("pagehide", () => source.close());
})();
