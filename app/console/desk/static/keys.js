// Everything by keyboard: Ctrl+Alt and a letter presses what carries it, Ctrl+Enter sends, "?" lists them.
"use strict";

(() => {
  const help = document.getElementById("keys");
  document.querySelector("[data-keys]").addEventListener("click", () => help.showModal());

  function typing(target) {
    return target.matches("input, textarea, select");
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "Enter" && event.target.id === "text") {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (event.key === "?" && !typing(event.target)) { help.showModal(); return; }
    if (!event.ctrlKey || !event.altKey) return;
    const letter = event.code.replace("Key", "").toLowerCase();
    if (letter === "n") {
      const other = document.querySelector("#composer input[name=kind]:not(:checked):not(:disabled)");
      if (other) { event.preventDefault(); other.click(); }
      return;
    }
    const target = document.querySelector(`[data-key="${letter}"]`);
    if (target) { event.preventDefault(); target.click(); target.focus(); }
  });

  document.documentElement.dataset.ready = "";
})();
