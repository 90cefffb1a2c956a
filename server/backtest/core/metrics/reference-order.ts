/** Stretches this short are sorted by insertion. */
const SHORT = 16;

/**
 * Indexes of `keys` from the smallest to the largest, equal keys in the order in which the reference has them.
 *
 * The reference sorts trades by closing time with numpy's default, an introsort (Musser 1997: median of three, largest
 * part later, insertion below 17), which is not stable; where trades close together, their order decides how deep a
 * drawdown is. Up to 17 keys keep equals in place. Its change to a heap sort on hostile input is left out.
 */
export function referenceOrder(keys: readonly number[]): readonly number[] {
  const order = keys.map((_key, index) => index);
  const keyAt = (place: number): number => keys[order[place] as number] as number;
  const swap = (a: number, b: number): void => {
    const kept = order[a] as number;
    order[a] = order[b] as number;
    order[b] = kept;
  };
  const later: [number, number][] = [[0, order.length - 1]];
  for (let part = later.pop(); part !== undefined; part = later.pop()) {
    let [first, last] = part;
    while (last - first > SHORT) {
      const pivot = partition(first, last, keyAt, swap);
      if (pivot - first < last - pivot) {
        later.push([pivot + 1, last]);
        last = pivot - 1;
      } else {
        later.push([first, pivot - 1]);
        first = pivot + 1;
      }
    }
    insert(order, first, last, keys);
  }
  return order;
}

function partition(
  first: number,
  last: number,
  keyAt: (place: number) => number,
  swap: (a: number, b: number) => void,
): number {
  const middle = first + ((last - first) >> 1);
  if (keyAt(middle) < keyAt(first)) swap(middle, first);
  if (keyAt(last) < keyAt(middle)) swap(last, middle);
  if (keyAt(middle) < keyAt(first)) swap(middle, first);
  const pivot = keyAt(middle);
  let up = first;
  let down = last - 1;
  swap(middle, down);
  for (;;) {
    do up += 1;
    while (keyAt(up) < pivot);
    do down -= 1;
    while (pivot < keyAt(down));
    if (up >= down) break;
    swap(up, down);
  }
  swap(up, last - 1);
  return up;
}

function insert(order: number[], first: number, last: number, keys: readonly number[]): void {
  for (let next = first + 1; next <= last; next++) {
    const moved = order[next] as number;
    let place = next;
    while (place > first && (keys[moved] as number) < (keys[order[place - 1] as number] as number)) {
      order[place] = order[place - 1] as number;
      place -= 1;
    }
    order[place] = moved;
  }
}
