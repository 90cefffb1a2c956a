/** Buckets of tokens by key, at most `keysMax`: the one that was quiet longest makes room. */
export class TokenBuckets {
  #byKey = new Map();
  #keysMax;

  constructor(keysMax) {
    this.#keysMax = keysMax;
  }

  get size() {
    return this.#byKey.size;
  }

  /**
   * Takes tokens when they are there and gives 0; else takes none and gives the milliseconds until they will be.
   * `atMs` is any steady clock.
   */
  take(key, tokens, { perSecond, burst }, atMs) {
    const before = this.#byKey.get(key) ?? { left: burst, atMs };
    const left = Math.min(burst, before.left + ((atMs - before.atMs) / 1_000) * perSecond);
    const isEnough = left >= tokens;
    this.#byKey.delete(key);
    if (this.#byKey.size >= this.#keysMax) this.#byKey.delete(this.#byKey.keys().next().value);
    this.#byKey.set(key, { left: isEnough ? left - tokens : left, atMs });
    return isEnough ? 0 : Math.max(1, ((tokens - left) / perSecond) * 1_000);
  }
}
