/** Remembers the newest `limit` results of a pure function; forgetting costs time, never correctness. */
export function boundedCache<K, T>(limit: number, compute: (key: K) => T): (key: K) => T {
  const known = new Map<K, T>();
  return (key) => {
    const hit = known.get(key);
    if (hit !== undefined) return hit;
    const made = compute(key);
    if (known.size >= limit) {
      const oldest = known.keys().next();
      if (!oldest.done) known.delete(oldest.value);
    }
    known.set(key, made);
    return made;
  };
}
