// Building blocks of the view. Text only ever becomes text nodes: nothing here, or anywhere in the widget, parses markup.

export function make(tag, fields = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(fields)) {
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const DRAWINGS = {
  chat: "M21 12a8 8 0 0 1-8 8H4l1.9-3.2A8 8 0 1 1 21 12ZM9 11h8M9 14.5h5",
  close: "M6 6l12 12M18 6 6 18",
  send: "M5 12h13M12.5 5.5 19 12l-6.5 6.5",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
};

export function drawing(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const look = { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "2", "aria-hidden": "true" };
  for (const [key, value] of Object.entries({ ...look, "stroke-linecap": "round", "stroke-linejoin": "round" })) svg.setAttribute(key, value);
  path.setAttribute("d", DRAWINGS[name]);
  svg.append(path);
  return svg;
}

const ADDRESS = /https:\/\/[^\s<>"'，。；！？（）]+[^\s<>"'，。；！？（）.,;:!?)]/g;

// Addresses in what we wrote become links; everything else stays as it is.
export function withLinks(text) {
  const pieces = [];
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    pieces.push(text.slice(from, found.index));
    pieces.push(make("a", { href: found[0], target: "_blank", rel: "noopener noreferrer nofollow" }, found[0]));
    from = found.index + found[0].length;
  }
  return [...pieces, text.slice(from)];
}

export function clock(at, lang) {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  const time = { hour: "2-digit", minute: "2-digit" };
  return new Intl.DateTimeFormat(lang, today ? time : { month: "short", day: "numeric", ...time }).format(date);
}
