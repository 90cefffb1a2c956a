/** Does the work for every item, at most `most` at a time, and answers the results in the items' order. */
export async function inParallel<Item, Out>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<Out>,
): Promise<readonly Out[]> {
  const out: Out[] = [];
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const index = next++;
      out[index] = await work(items[index] as Item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, lane));
  return out;
}
