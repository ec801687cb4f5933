// Twilio's side of a media stream, message for message: connected, start, media, mark, dtmf, stop go out; media, mark, clear come in.

export class Line {
  constructor(path, call, number, on) {
    this.call = call;
    this.number = number;
    this.on = on;
    this.stream = `MZ${crypto.randomUUID().replaceAll("-", "")}`;
    this.account = `AC${"0".repeat(32)}`;
    this.sequence = 0;
    this.chunk = 0;
    const url = new URL(path, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.socket = new WebSocket(url);
    this.socket.onopen = () => this.begin();
    this.socket.onmessage = ({ data }) => this.take(JSON.parse(data));
    this.socket.onclose = ({ code }) => this.on.closed(this.begun, code);
  }

  begin() {
    this.begun = performance.now();
    this.post({ event: "connected", protocol: "Call", version: "1.0.0" });
    const mediaFormat = { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 };
    const customParameters = { number: this.number ?? "" };
    const start = { accountSid: this.account, streamSid: this.stream, callSid: this.call, tracks: ["inbound"], mediaFormat, customParameters };
    this.post({ event: "start", sequenceNumber: this.next(), start, streamSid: this.stream });
    this.on.open();
  }

  next() {
    return String(++this.sequence);
  }

  post(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  sound(frame) {
    if (this.begun === undefined) return;
    const media = { track: "inbound", chunk: String(++this.chunk), timestamp: String((this.chunk - 1) * 20), payload: btoa(String.fromCharCode(...frame)) };
    this.post({ event: "media", sequenceNumber: this.next(), media, streamSid: this.stream });
  }

  played(name) {
    this.post({ event: "mark", sequenceNumber: this.next(), streamSid: this.stream, mark: { name } });
  }

  key(digit) {
    this.post({ event: "dtmf", streamSid: this.stream, sequenceNumber: this.next(), dtmf: { track: "inbound_track", digit } });
  }

  hangUp() {
    this.post({ event: "stop", sequenceNumber: this.next(), streamSid: this.stream, stop: { accountSid: this.account, callSid: this.call } });
    this.socket.close(1000);
  }

  take(message) {
    if (message.streamSid !== this.stream) return;
    if (message.event === "media") this.on.sound(Uint8Array.from(atob(message.media.payload), (char) => char.charCodeAt(0)));
    else if (message.event === "mark") this.on.mark(message.mark.name);
    else if (message.event === "clear") this.on.clear();
  }
}
