// The one script tag: <script src="https://bot.example/chat/widget.js" data-token="JWT" data-locale="zh-CN"></script>
// Loads the widget's modules from where it came from itself; docs/chat-api.md lists the data-… attributes.
(() => {
  const script = document.currentScript;
  const start = () => import(new URL("widget/main.mjs", script.src).href).then(({ mount }) => mount(script));
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start, { once: true });
})();
