import { setImmediate } from "node:timers/promises";

/** Work in one go, ms: a price or an answer that comes meanwhile waits no longer. */
const GO_MS = 3;

/**
 * The same as map, in goes of a few milliseconds: between two of them whatever else the process has to do comes to its turn.
 * For long lists beside which a stop must still fire.
 */
export async function mapInGoes<In, Out>(
  items: readonly In[],
  work: (item: In) => Out | Promise<Out>,
): Promise<readonly Out[]> {
  const out: Out[] = [];
  let from = performance.now();
  for (const item of items) {
    if (performance.now() - from >= GO_MS) {
      await setImmediate();
      from = performance.now();
    }
    const done = work(item);
    out.push(done instanceof Promise ? await done : done);
  }
  return out;
}
