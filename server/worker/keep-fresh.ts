/** A reading that is taken anew, beside everything else, whenever what it read has changed. */
export type KeptFresh = {
  /** What was read has changed: it is read again, once, however often this is called meanwhile. */
  readonly stale: () => void;
  /** Reads again what could not be read. */
  readonly retry: () => void;
  /** Resolves when nothing is being read. */
  readonly idle: () => Promise<void>;
};

/** Keeps a reading fresh; what fails is told and read at the next `retry` or `stale`. */
export function keepFresh(read: () => Promise<void>, onFailed: (error: unknown) => void): KeptFresh {
  let isStale = false;
  let running: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    while (isStale) {
      // cleared before reading: what changes meanwhile asks for another look
      isStale = false;
      try {
        await read();
      } catch (error) {
        isStale = true;
        onFailed(error);
        return;
      }
    }
  };
  const retry = () => {
    if (!isStale || running) return;
    running = run().finally(() => {
      running = null;
    });
  };
  return {
    stale: () => {
      isStale = true;
      retry();
    },
    retry,
    idle: async () => {
      while (running) await running;
    },
  };
}
