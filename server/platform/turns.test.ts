import { setImmediate as later } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createTurns } from "./turns";

// Guards the worker's memory: of many shards that ask at once, a few are at work.
describe("createTurns", () => {
  it("lets so many run at once, the others in the order they came", async () => {
    const inTurn = createTurns(3);
    const begun: number[] = [];
    let [atWork, most] = [0, 0];
    const out = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        inTurn(async () => {
          begun.push(index);
          atWork += 1;
          most = Math.max(most, atWork);
          for (let wait = 0; wait <= index % 4; wait++) await later();
          atWork -= 1;
          return index;
        }),
      ),
    );
    expect(most).toBe(3);
    expect(begun).toEqual(out);
    expect(out).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  it("gives a turn on when its work fails", async () => {
    const inTurn = createTurns(1);
    const failing = Array.from({ length: 3 }, () => inTurn(() => Promise.reject(new Error("no"))));
    expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(
      Array(3).fill("rejected"),
    );
    expect(await inTurn(async () => "still")).toBe("still");
  });
});
