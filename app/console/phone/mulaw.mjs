// G.711 mu-law, as the telephone network speaks it: floats of -1..1 on our side, one byte a sample on the line.

export const SILENCE = 0xff;
const BIAS = 0x84;
const CLIP = 32635;

export function encode(samples) {
  const bytes = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    const sample = Math.round(Math.max(-1, Math.min(1, samples[i])) * 32767);
    const sign = sample < 0 ? 0x80 : 0;
    const size = Math.min(Math.abs(sample), CLIP) + BIAS;
    const exponent = 31 - Math.clz32(size) - 7;
    bytes[i] = ~(sign | (exponent << 4) | ((size >> (exponent + 3)) & 0x0f)) & 0xff;
  }
  return bytes;
}

const TABLE = Float32Array.from({ length: 256 }, (_, code) => {
  const byte = ~code & 0xff;
  const size = ((((byte & 0x0f) << 3) + BIAS) << ((byte >> 4) & 7)) - BIAS;
  return (byte & 0x80 ? -size : size) / 32768;
});

export function decode(bytes) {
  return Float32Array.from(bytes, (byte) => TABLE[byte]);
}
