import { invariant } from "@/server/kernel/result";
import { sqlStateOf } from "./sql-state";

type Asked<Item, Out> = {
  readonly item: Item;
  readonly done: (out: Out) => void;
  readonly fail: (error: unknown) => void;
};

/**
 * Work that is asked for one by one and done together: what is asked for at once, or while others are at work, goes in one
 * call of at most `most` items; `work` answers in their order. Nobody waits for more to come.
 *
 * Where the database refuses a call, or one of its items is a bug, each item is done alone: one that cannot be done
 * stops none of the others. `work` must have left nothing behind then: one transaction. Any other failure, a broken
 * connection say, is everybody's.
 */
export function gather<Item, Out>(
  most: number,
  work: (items: readonly Item[]) => Promise<readonly Out[]>,
): (item: Item) => Promise<Out> {
  const waiting: Asked<Item, Out>[] = [];
  let isAtWork = false;
  const workAll = async () => {
    while (waiting.length > 0) await serve(waiting.splice(0, most), work);
    isAtWork = false;
  };
  return (item) =>
    new Promise((done, fail) => {
      waiting.push({ item, done, fail });
      if (isAtWork) return;
      isAtWork = true;
      // whoever asks in the same breath comes along
      setImmediate(() => void workAll());
    });
}

async function serve<Item, Out>(
  asked: readonly Asked<Item, Out>[],
  work: (items: readonly Item[]) => Promise<readonly Out[]>,
): Promise<void> {
  try {
    const out = await work(asked.map(({ item }) => item));
    invariant(out.length === asked.length, "every item is answered");
    for (const [index, { done }] of asked.entries()) done(out[index] as Out);
  } catch (error) {
    if (asked.length > 1 && isOfAnItem(error)) for (const one of asked) await serve([one], work);
    else for (const { fail } of asked) fail(error);
  }
}

/** The database's refusal, or an error that is not of the way to the database at all. */
const isOfAnItem = (error: unknown): boolean =>
  sqlStateOf(error) !== undefined ||
  !(error instanceof Error && /^(PrismaClient|DriverAdapterError)/.test(error.name));
