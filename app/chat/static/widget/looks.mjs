// How the widget looks. It lives in a shadow root: the page's styles do not reach in, these do not leak out.

export const LOOKS = `
:host { all: initial; --accent: #0f6e66; --on-accent: #fff; --ink: #17211f; --soft: #5b6764; --line: #dfe4e1; --paper: #fff; --ground: #f5f7f5;
  --warm: #fdf3e1; font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: var(--ink); }
* { box-sizing: border-box; font: inherit; color: inherit; }
[hidden] { display: none !important; }
button { cursor: pointer; border: 0; background: none; padding: 0; }
:focus-visible { outline: 3px solid color-mix(in srgb, var(--accent) 45%, #fff); outline-offset: 2px; }
.for-readers { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.launcher { position: fixed; z-index: 2147483000; bottom: calc(20px + env(safe-area-inset-bottom)); inset-inline-end: 20px; width: 58px; height: 58px;
  border-radius: 50%; background: var(--accent); color: var(--on-accent); box-shadow: 0 6px 20px rgb(10 40 36 / .28); display: grid; place-items: center; transition: transform .15s; }
.launcher:hover { transform: translateY(-2px); }
.launcher svg { width: 27px; height: 27px; }
.badge { position: absolute; top: -3px; inset-inline-end: -3px; min-width: 22px; height: 22px; padding: 0 6px; border-radius: 11px; background: #b3261e; color: #fff;
  font-size: 12px; line-height: 22px; font-weight: 600; text-align: center; }
.left .launcher, .left .panel { inset-inline: 20px auto; }

.panel { position: fixed; z-index: 2147483001; bottom: calc(20px + env(safe-area-inset-bottom)); inset-inline-end: 20px; width: 384px; height: min(640px, calc(100dvh - 40px));
  display: flex; flex-direction: column; background: var(--ground); border-radius: 18px; overflow: hidden; box-shadow: 0 18px 60px rgb(10 30 27 / .30), 0 2px 8px rgb(10 30 27 / .14); animation: rise .18s ease-out; }
@keyframes rise { from { opacity: 0; transform: translateY(12px); } }

header { display: flex; align-items: center; gap: 12px; padding: 14px 12px 14px 18px; background: var(--accent); color: var(--on-accent); }
header > div { flex: 1; min-width: 0; }
h2 { margin: 0; font-size: 16px; font-weight: 650; line-height: 1.3; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.standing { margin: 1px 0 0; font-size: 13px; opacity: .92; display: flex; align-items: center; gap: 6px; }
.standing::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: #a8e6c9; flex: none; }
.standing[data-line="away"]::before, .standing[data-line="closed"]::before { background: #ffc9a3; }
.standing[data-line="connecting"]::before, .standing[data-phase="waiting"]::before { background: #ffe08a; }
header button { width: 44px; height: 44px; border-radius: 12px; display: grid; place-items: center; }
header button:hover { background: rgb(255 255 255 / .14); }
header button:focus-visible { outline-color: #fff; }
header svg { width: 20px; height: 20px; }

.notice { margin: 0; padding: 9px 18px; font-size: 13px; line-height: 1.45; color: #5c4a1e; background: var(--warm); border-bottom: 1px solid #f0e2c4; }
.scroll { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 16px 16px 8px; scrollbar-width: thin; }
.scroll:focus-visible { outline-offset: -3px; }
.entry { display: flex; flex-direction: column; align-items: flex-start; margin: 0 0 8px; animation: fade .16s; }
@keyframes fade { from { opacity: 0; } }
.entry.debtor { align-items: flex-end; }
.who { font-size: 12px; color: var(--soft); margin: 6px 4px 3px; }
.bubble { max-width: 84%; padding: 9px 13px; border-radius: 16px; border-start-start-radius: 5px; background: var(--paper); border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
.agent .bubble { border-color: color-mix(in srgb, var(--accent) 40%, #fff); background: color-mix(in srgb, var(--accent) 7%, #fff); }
.debtor .bubble { background: var(--accent); color: var(--on-accent); border-color: transparent; border-radius: 16px; border-end-end-radius: 5px; }
.bubble a { text-decoration: underline; text-underline-offset: 2px; }
.fine { font-size: 12px; color: var(--soft); margin: 3px 4px 0; }
.pending .bubble { opacity: .72; }
.failed .bubble { opacity: 1; background: #fdeceb; color: #7a1c16; border-color: #f2c4c0; }
.fine button { text-decoration: underline; color: #7a1c16; padding: 4px; }
.event { text-align: center; font-size: 12.5px; color: var(--soft); margin: 12px 12px; }
.divider { display: flex; align-items: center; gap: 10px; }
.divider::before, .divider::after { content: ""; flex: 1; border-top: 1px solid var(--line); }

.typing { display: flex; gap: 5px; align-items: center; padding: 12px 14px; width: fit-content; background: var(--paper); border: 1px solid var(--line); border-radius: 16px; border-start-start-radius: 5px; }
.typing i { width: 7px; height: 7px; border-radius: 50%; background: var(--soft); animation: hop 1.1s infinite; }
.typing i:nth-child(2) { animation-delay: .15s; }
.typing i:nth-child(3) { animation-delay: .3s; }
@keyframes hop { 0%, 60%, 100% { opacity: .35; transform: none; } 30% { opacity: 1; transform: translateY(-3px); } }

.newest { position: absolute; inset-inline: 0; margin: -46px auto 0; width: fit-content; padding: 7px 15px; border-radius: 16px; background: var(--ink); color: #fff; font-size: 13px; box-shadow: 0 3px 12px rgb(0 0 0 / .25); }
.foot { position: relative; background: var(--paper); border-top: 1px solid var(--line); padding: 10px 12px calc(12px + env(safe-area-inset-bottom)); }
.trouble { margin: 0 4px 8px; font-size: 13px; color: #8c1d18; }
.human { display: inline-flex; align-items: center; gap: 6px; margin: 0 0 8px; padding: 5px 13px; min-height: 34px; border-radius: 17px; border: 1px solid color-mix(in srgb, var(--accent) 45%, #fff); color: var(--accent); font-size: 13.5px; font-weight: 550; }
.human:hover { background: color-mix(in srgb, var(--accent) 8%, #fff); }
.human svg { width: 16px; height: 16px; }
form { display: flex; gap: 8px; align-items: flex-end; margin: 0; }
textarea { flex: 1; resize: none; font-size: 16px; line-height: 1.4; padding: 10px 13px; min-height: 44px; max-height: 132px; border: 1px solid #b9c3bf; border-radius: 14px; background: #fff; }
textarea:focus-visible { outline-offset: 0; border-color: var(--accent); }
textarea::placeholder { color: #6b7673; }
.send { width: 44px; height: 44px; flex: none; border-radius: 14px; background: var(--accent); color: var(--on-accent); display: grid; place-items: center; }
.send[aria-disabled="true"] { background: #cdd5d2; color: #fff; }
.send svg { width: 21px; height: 21px; }
.left-over { font-size: 12px; color: var(--soft); margin: 5px 4px 0; }

@media (max-width: 560px) {
  .panel, .left .panel { inset: 0; width: auto; height: 100dvh; border-radius: 0; }
  header { padding-top: calc(12px + env(safe-area-inset-top)); }
}
@media (prefers-reduced-motion: reduce) { *, *::before { animation: none !important; transition: none !important; } }
@media (forced-colors: active) { .launcher, .bubble, .send { border: 1px solid; } .typing i { background: CanvasText; } }
`;
