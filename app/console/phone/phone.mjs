// The phone page: one call at a time, from the button to the transcript.
import { pickUp } from "./handset.mjs";
import { Line } from "./line.mjs";
import { Transcript } from "./transcript.mjs";
import { words as wordsOf } from "./words.mjs";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const at = (id) => document.getElementById(id);

const transcript = new Transcript(at("log"), at("chips"), at("empty"));
let words = wordsOf(localStorage.getItem("goodterms.phone.lang") || navigator.language);
let debtors = [];
let state = "idle";
let trouble = null;
let muted = false;
let now = null; // the call on the line: { line, handset, since }

function speak() {
  document.documentElement.lang = words.lang;
  for (const each of document.querySelectorAll("[data-say]")) each.textContent = words[each.dataset.say];
  at("language").textContent = words.other;
  at("language").lang = words.lang === "zh-CN" ? "en-US" : "zh-CN";
  at("keys").setAttribute("aria-label", words.keypad);
  for (const each of at("keys").children) each.setAttribute("aria-label", words.keyNames[each.textContent] || each.textContent);
  if (at("debtor").options.length) at("debtor").options[0].textContent = words.nobody;
  transcript.speak(words);
  refresh();
  showAnswers();
}

function refresh() {
  const busy = now !== null;
  at("dial").dataset.state = busy ? (state === "connecting" ? "connecting" : "live") : "idle";
  at("state").textContent = words[state];
  at("call").setAttribute("aria-label", busy ? words.stop : words.start);
  at("debtor").disabled = at("locale").disabled = busy;
  at("mute").disabled = !busy;
  at("mute").setAttribute("aria-pressed", String(muted));
  at("mute").textContent = muted ? words.muted : words.mute;
  for (const each of at("keys").children) each.disabled = !busy;
  at("trouble").hidden = !trouble;
  at("trouble").textContent = trouble ? words[trouble] : "";
}

function move(next) {
  if (next !== state) {
    state = next;
    refresh();
  }
}

function showAnswers() {
  const answers = Object.entries(debtors.find((each) => each.id === at("debtor").value)?.answers || {});
  at("answers").hidden = !answers.length;
  at("answers").querySelector("dl").replaceChildren(
    ...answers.flatMap(([question, answer]) => {
      const [term, value] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = words.questions[question] || question;
      value.textContent = answer;
      return [term, value];
    }),
  );
}

async function place() {
  const call = (now = { since: null });
  trouble = null;
  muted = false;
  move("connecting");
  refresh();
  try {
    call.handset = await pickUp({ onFrame: (frame) => call.line?.sound(frame), onMark: (name) => call.line?.played(name), onLevel: (level, buffered) => meter(call, level, buffered) });
    if (call.handset.trouble) trouble = call.handset.trouble;
  } catch {
    return over(call, "idle", "noSound");
  }
  const body = JSON.stringify({ debtor: at("debtor").value || null, locale: at("locale").value });
  let placed;
  try {
    const answer = await fetch("/phone/calls", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    placed = answer.ok ? await answer.json() : null;
  } catch {
    placed = null;
  }
  if (!placed) return over(call, "idle", "refused");
  if (call !== now) return call.handset.hangUp();
  call.line = new Line(placed.stream, placed.call, placed.number, {
    open: () => {
      call.since = performance.now();
      transcript.follow(placed.call);
      move("listening");
    },
    sound: (sound) => call.handset.play(sound),
    mark: (name) => call.handset.mark(name),
    clear: () => call.handset.clear(),
    closed: (begun, code) => over(call, begun === undefined ? "idle" : code === 1000 ? "endedByBot" : "lost", begun === undefined ? "refused" : null),
  });
}

function over(call, next, why) {
  if (call !== now) return;
  now = null;
  call.handset?.hangUp();
  trouble = why || trouble;
  transcript.stopSoon();
  at("dial").style.setProperty("--loud", "0");
  at("mic-level").style.width = at("bot-level").style.width = "0";
  state = next;
  refresh();
}

function hangUp() {
  const call = now;
  over(call, "ended");
  call.line?.hangUp();
}

function meter(call, level, buffered) {
  if (call !== now) return;
  at("mic-level").style.width = `${Math.min(100, level.mic * 160)}%`;
  at("bot-level").style.width = `${Math.min(100, level.bot * 160)}%`;
  at("dial").style.setProperty("--loud", Math.min(1, Math.max(level.mic, level.bot) * 2).toFixed(2));
  if (state === "listening" || state === "speaking") move(buffered > 0 ? "speaking" : "listening");
  if (call.since !== null) {
    const seconds = Math.floor((performance.now() - call.since) / 1000);
    at("time").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

function press(digit) {
  if (!now?.line) return;
  now.line.key(digit);
  const button = [...at("keys").children].find((each) => each.textContent === digit);
  button.classList.add("pressed");
  setTimeout(() => button.classList.remove("pressed"), 150);
}

at("keys").append(
  ...KEYS.map((digit) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = digit;
    button.addEventListener("click", () => press(digit));
    return button;
  }),
);
document.addEventListener("keydown", (event) => {
  if (KEYS.includes(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey && event.target.tagName !== "SELECT") press(event.key);
});
at("call").addEventListener("click", () => (now ? hangUp() : place()));
at("mute").addEventListener("click", () => {
  muted = !muted;
  now?.handset?.mute(muted);
  refresh();
});
at("language").addEventListener("click", () => {
  words = wordsOf(words.lang === "zh-CN" ? "en-US" : "zh-CN");
  localStorage.setItem("goodterms.phone.lang", words.lang);
  speak();
});
at("debtor").addEventListener("change", () => {
  const chosen = debtors.find((each) => each.id === at("debtor").value);
  if (chosen) at("locale").value = chosen.locale;
  showAnswers();
});
addEventListener("pagehide", () => now?.line?.hangUp());

async function begin() {
  speak();
  try {
    const answer = await fetch("/phone/debtors");
    const page = await answer.json();
    debtors = page.debtors;
    at("notice").hidden = !page.tiny_models;
    at("debtor").append(new Option(words.nobody, ""), ...debtors.map((each) => new Option(`${each.name} (${each.id})`, each.id)));
    const wished = new URLSearchParams(location.search).get("debtor");
    const first = debtors.find((each) => each.id === wished) || debtors.find((each) => each.locale === words.lang);
    at("debtor").value = first?.id || "";
    at("locale").value = first?.locale || words.lang;
    showAnswers();
  } catch {
    trouble = "noDebtors";
    refresh();
  }
}
begin();
