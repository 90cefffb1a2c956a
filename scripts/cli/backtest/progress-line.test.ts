import { expect, it } from "vitest";
import { openProgressLine } from "./progress-line";

function draw(isTTY: boolean) {
  const written: string[] = [];
  let now = 0;
  const line = openProgressLine({ isTTY, columns: 80, write: (text) => written.push(text) }, () => now);
  line.show(100, 500);
  now = 10_000;
  line.show(200, 500);
  now = 10_100;
  line.show(201, 500);
  line.clear();
  return written;
}

it("tells how many and the time left, on a terminal only, and leaves nothing behind", () => {
  const [first, second, erased, ...rest] = draw(true);
  expect(first).toContain("100 of 500 sets, 20 %");
  // the first hundred were known: a hundred took ten seconds, three hundred are left
  expect(second).toContain("200 of 500 sets, 40 %, 0:30 left");
  expect(erased).toBe("\r\u001b[K");
  expect(rest).toEqual([]);
  expect(draw(false)).toEqual([]);
});
