// The conversation: entries are patched one by one, so that a screen reader announces only what is new; drafts outlive a reload.
"use strict";

(() => {
  const thread = document.getElementById("thread");
  if (!thread) return;
  let fetching = false;
  let again = false;

  async function refresh() {
    if (fetching) { again = true; return; }
    fetching = true;
    try {
      const answer = await fetch(thread.dataset.thread, { headers: { Accept: "text/html" } });
      if (answer.ok) patch(await answer.text());
    } catch {
      // The live line says that the connection is lost, and asks again when it is back.
    } finally {
      fetching = false;
      if (again) { again = false; refresh(); }
    }
  }

  function patch(html) {
    const atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
    const fresh = new DOMParser().parseFromString(html, "text/html").body.children;
    const kept = new Set();
    for (const item of [...fresh]) {
      kept.add(item.id);
      const old = document.getElementById(item.id);
      if (!old) thread.append(document.importNode(item, true));
      else if (old.outerHTML !== item.outerHTML) old.replaceWith(document.importNode(item, true));
    }
    for (const item of [...thread.children]) if (!kept.has(item.id)) item.remove();
    if (atEnd) toEnd();
  }

  function toEnd() { thread.scrollTop = thread.scrollHeight; }

  function composer() { return document.getElementById("composer"); }

  function label() {
    const form = composer();
    const text = form.querySelector("textarea");
    const kind = form.querySelector("input[name=kind]:checked").value;
    form.classList.toggle("is-note", kind === "note");
    text.placeholder = text.dataset[kind];
    form.querySelector("label[for=text]").textContent = text.dataset[kind];
  }

  function draftKey() { return `goodterms-draft-${composer().dataset.draft}`; }

  function restore() {
    const text = composer().querySelector("textarea");
    if (!text.value) text.value = sessionStorage.getItem(draftKey()) || "";
    label();
  }

  document.body.addEventListener("thread-changed", refresh);
  document.body.addEventListener("change", (event) => { if (event.target.name === "kind") { label(); composer().querySelector("textarea").focus(); } });
  document.body.addEventListener("input", (event) => { if (event.target.id === "text") sessionStorage.setItem(draftKey(), event.target.value); });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.requestConfig.path.endsWith("/say") && event.detail.xhr.status === 200) sessionStorage.removeItem(draftKey());
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.requestConfig.path.endsWith("/say")) { label(); composer().querySelector("textarea").focus(); refresh(); }
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    // Nobody is there to read a reply any more; what was begun can still be kept as a note.
    const reply = composer().querySelector("input[value=reply]");
    if (reply.disabled || !document.querySelector(".is-wrapping")) return;
    reply.disabled = true;
    composer().querySelector("input[value=note]").checked = true;
    label();
  });
  restore();
  toEnd();
})();
