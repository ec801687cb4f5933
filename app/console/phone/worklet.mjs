// On the sound thread: microphone -> 8 kHz mu-law frames of 20 ms; the bot's sound -> playout buffer -> speaker.
import { decode, encode } from "./mulaw.mjs";
import { Playout } from "./playout.mjs";
import { Resampler } from "./resample.mjs";

const LINE_HZ = 8000;
const FRAME = 160;
const PULL = 8;
const LEVEL_EVERY = 6; // quanta, about 16 ms at 48 kHz

class Handset extends AudioWorkletProcessor {
  constructor() {
    super();
    this.down = new Resampler(sampleRate, LINE_HZ);
    this.up = new Resampler(LINE_HZ, sampleRate);
    this.playout = new Playout();
    this.frame = new Float32Array(FRAME);
    this.framed = 0;
    this.ready = new Float32Array(0);
    this.muted = false;
    this.quanta = 0;
    this.loud = { mic: 0, bot: 0 };
    this.over = false;
    this.port.onmessage = ({ data }) => this.told(data);
  }

  told(data) {
    if (data.sound) this.playout.sound(decode(data.sound));
    if (data.mark !== undefined) this.returned(this.playout.mark(data.mark));
    if (data.clear) {
      this.ready = new Float32Array(0);
      this.returned(this.playout.clear());
    }
    if (data.muted !== undefined) this.muted = data.muted;
    if (data.over) this.over = true;
  }

  returned(marks) {
    for (const mark of marks) this.port.postMessage({ mark });
  }

  process(inputs, outputs) {
    const out = outputs[0][0];
    const microphone = inputs[0][0];
    const heard = microphone && !this.muted ? microphone : new Float32Array(out.length);
    this.listen(this.down.push(heard));
    this.speak(out);
    this.meter(heard, out);
    return !this.over;
  }

  listen(samples) {
    for (const sample of samples) {
      this.frame[this.framed++] = sample;
      if (this.framed === FRAME) {
        const bytes = encode(this.frame);
        this.port.postMessage({ frame: bytes }, [bytes.buffer]);
        this.framed = 0;
      }
    }
  }

  speak(out) {
    while (this.ready.length < out.length) {
      const { samples, marks } = this.playout.pull(PULL);
      this.returned(marks);
      const more = this.up.push(samples);
      const joined = new Float32Array(this.ready.length + more.length);
      joined.set(this.ready);
      joined.set(more, this.ready.length);
      this.ready = joined;
    }
    out.set(this.ready.subarray(0, out.length));
    this.ready = this.ready.slice(out.length);
  }

  meter(heard, out) {
    for (const sample of heard) this.loud.mic = Math.max(this.loud.mic, Math.abs(sample));
    for (const sample of out) this.loud.bot = Math.max(this.loud.bot, Math.abs(sample));
    if (++this.quanta % LEVEL_EVERY === 0) {
      this.port.postMessage({ level: this.loud, buffered: this.playout.waiting });
      this.loud = { mic: 0, bot: 0 };
    }
  }
}

registerProcessor("goodterms-handset", Handset);
