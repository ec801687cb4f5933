// Twilio's playout buffer: sound and marks in order. A mark comes back once all before it was played, at once if nothing
// waits, and every waiting mark comes back on clear.

export class Playout {
  constructor() {
    this.queue = [];
    this.waiting = 0;
  }

  // Returns the marks that are due at once.
  mark(name) {
    if (!this.queue.length) return [name];
    this.queue.push({ mark: name });
    return [];
  }

  sound(samples) {
    if (samples.length) this.queue.push({ samples, from: 0 });
    this.waiting += samples.length;
  }

  clear() {
    const marks = this.queue.filter((each) => each.mark !== undefined).map((each) => each.mark);
    this.queue = [];
    this.waiting = 0;
    return marks;
  }

  // Takes the next samples, silence where there are none, and the marks that were passed.
  pull(count) {
    const samples = new Float32Array(count);
    const marks = [];
    let filled = 0;
    while (this.queue.length) {
      const head = this.queue[0];
      if (head.mark !== undefined) {
        marks.push(head.mark);
        this.queue.shift();
        continue;
      }
      if (filled === count) break;
      const part = head.samples.subarray(head.from, head.from + count - filled);
      samples.set(part, filled);
      filled += part.length;
      head.from += part.length;
      if (head.from === head.samples.length) this.queue.shift();
    }
    this.waiting -= filled;
    return { samples, marks, filled };
  }
}
