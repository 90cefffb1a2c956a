/** Rising numbers for the requests of each key, whatever the clock does, for as long as the process lives. */
export type Nonces = { readonly nextOf: (apiKey: string, nowMs: number) => string };

/** One for all clients of a process: an exchange that counts refuses a number lower than one it has seen. */
export function createNonces(): Nonces {
  const last = new Map<string, number>();
  return {
    nextOf: (apiKey, nowMs) => {
      // microseconds: a key used in bursts stays near the clock, so that a restart begins above it
      const next = Math.max(Math.floor(nowMs * 1_000), (last.get(apiKey) ?? 0) + 1);
      last.set(apiKey, next);
      return String(next);
    },
  };
}
