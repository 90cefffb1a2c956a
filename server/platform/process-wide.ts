const shared = globalThis as unknown as { amarktaiProcessWide?: Map<string, unknown> };

/**
 * One value per process, made when first asked for. The web's bundler may load a module once per route; what
 * must be counted once (rate windows, hash slots, the listening connection) is kept here.
 */
export function processWide<T>(name: string, make: () => T): T {
  shared.amarktaiProcessWide ??= new Map();
  const kept = shared.amarktaiProcessWide;
  if (!kept.has(name)) kept.set(name, make());
  return kept.get(name) as T;
}
