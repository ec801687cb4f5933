// Changes the sample rate of a running stream with a windowed sinc: no aliasing into speech, no clicks between blocks.

const PHASES = 128;
const LOBES = 12;

export class Resampler {
  constructor(fromHz, toHz) {
    this.step = fromHz / toHz;
    this.half = Math.ceil(LOBES * Math.max(1, this.step));
    this.held = new Float32Array(2 * this.half);
    this.at = 0; // place of the next output, in input samples from the middle of what is held
    this.table = kernels(this.half, 0.46 * Math.min(1, toHz / fromHz) * 2);
  }

  push(block) {
    const all = new Float32Array(this.held.length + block.length);
    all.set(this.held);
    all.set(block, this.held.length);
    const out = [];
    let at = this.at;
    for (; at + 2 * this.half < all.length; at += this.step) {
      const whole = Math.floor(at);
      const kernel = this.table[Math.round((at - whole) * PHASES)];
      let sum = 0;
      for (let i = 0; i < kernel.length; i++) sum += all[whole + i] * kernel[i];
      out.push(sum);
    }
    const used = Math.min(Math.floor(at), all.length);
    this.held = all.slice(used);
    this.at = at - used;
    return Float32Array.from(out);
  }
}

function kernels(half, band) {
  return Array.from({ length: PHASES + 1 }, (_, phase) => {
    const kernel = Float32Array.from({ length: 2 * half }, (_, i) => {
      const x = i - half + 1 - phase / PHASES;
      const window = 0.42 + 0.5 * Math.cos((Math.PI * x) / half) + 0.08 * Math.cos((2 * Math.PI * x) / half);
      const sinc = x === 0 ? band : Math.sin(Math.PI * band * x) / (Math.PI * x);
      return Math.abs(x) >= half ? 0 : sinc * window;
    });
    const sum = kernel.reduce((total, each) => total + each, 0);
    return kernel.map((each) => each / sum);
  });
}
