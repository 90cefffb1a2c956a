// Randomness without state: the same words give the same number, in any order of asking.

/** Mixes whole numbers into 32 evenly spread bits (finaliser of MurmurHash3, Appleby 2011). */
export function hashOf(...words: readonly number[]): number {
  let hash = 0x9747b28c;
  for (const word of words) {
    hash = Math.imul(hash ^ mix(word >>> 0), 0x5bd1e995) + 0x6d2b79f5;
    hash ^= hash >>> 15;
  }
  return mix(hash >>> 0);
}

function mix(word: number): number {
  let bits = word ^ (word >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** 32 bits of a text (FNV-1a). */
export function hashOfText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** A number in (0, 1) from 32 bits; never 0 or 1. */
export const toUniform = (bits: number): number => (bits + 0.5) / 4_294_967_296;

/** A standard normal number from 32 bits (Box and Muller 1958). */
export function toNormal(bits: number): number {
  const radius = Math.sqrt(-2 * Math.log(toUniform(mix(bits ^ 0x3c6ef372))));
  return radius * Math.cos(2 * Math.PI * toUniform(mix(bits ^ 0xa54ff53a)));
}

/** A stream of uniform numbers in (0, 1): fast, for the many small steps of one burst. */
export function uniformStream(seed: number): () => number {
  const next = bitsStream(seed);
  return () => toUniform(next());
}

/** A stream of nearly normal numbers: the sum of four uniform ones, scaled to variance 1 (Irwin and Hall 1927). */
export function normalStream(seed: number): () => number {
  const next = bitsStream(seed);
  const scale = Math.sqrt(3) / 65_536;
  return () => {
    // sixteen bits are plenty for each of the four
    const [one, two] = [next(), next()];
    return ((one >>> 16) + (one & 0xffff) + (two >>> 16) + (two & 0xffff) - 131_070) * scale;
  };
}

/** Mulberry32 (Ettinger 2017). */
function bitsStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return (bits ^ (bits >>> 14)) >>> 0;
  };
}

/** Smooth noise with variance near 1: normal numbers at whole `position`s, joined by a raised cosine. */
export function smoothNoise(seed: number, position: number): number {
  const left = Math.floor(position);
  return joined(toNormal(hashOf(seed, left)), toNormal(hashOf(seed, left + 1)), position - left);
}

/** Smooth noise at `count` whole positions from `first` on, with a normal number every `period` of them. */
export function smoothStretch(seed: number, first: number, count: number, period: number): readonly number[] {
  const values: number[] = [];
  let [left, from, to] = [Number.NaN, 0, 0];
  for (let position = first; position < first + count; position++) {
    const knot = Math.floor(position / period);
    if (knot !== left) {
      from = knot === left + 1 ? to : toNormal(hashOf(seed, knot));
      to = toNormal(hashOf(seed, knot + 1));
      left = knot;
    }
    values.push(joined(from, to, position / period - knot));
  }
  return values;
}

function joined(from: number, to: number, inside: number): number {
  const share = (1 - Math.cos(Math.PI * inside)) / 2;
  // Between two knots the variance of a mean is smaller: divided out, so that noise is equally loud everywhere.
  return (from * (1 - share) + to * share) / Math.sqrt((1 - share) ** 2 + share ** 2);
}
