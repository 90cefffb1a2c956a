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

/** A stream of uniform numbers in (0, 1) (mulberry32, Ettinger 2017): fast, for the many small steps of one hour. */
export function uniformStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return toUniform((bits ^ (bits >>> 14)) >>> 0);
  };
}

/** A stream of nearly normal numbers: the sum of four uniform ones, scaled to variance 1 (Irwin and Hall 1927). */
export function normalStream(seed: number): () => number {
  const next = uniformStream(seed);
  return () => (next() + next() + next() + next() - 2) * Math.sqrt(3);
}

/** Smooth noise with variance near 1: normal numbers at whole `position`s, joined by a raised cosine. */
export function smoothNoise(seed: number, position: number): number {
  const left = Math.floor(position);
  const share = (1 - Math.cos(Math.PI * (position - left))) / 2;
  const [from, to] = [toNormal(hashOf(seed, left)), toNormal(hashOf(seed, left + 1))];
  // Between two knots the variance of a mean is smaller: divided out, so that noise is equally loud everywhere.
  return (from * (1 - share) + to * share) / Math.sqrt((1 - share) ** 2 + share ** 2);
}
