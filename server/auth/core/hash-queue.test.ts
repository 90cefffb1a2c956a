import { describe, expect, it } from "vitest";
import { createHashQueue, HashQueueFull, type Lane } from "./hash-queue";

/** Work that ends when it is told to, and what began in which order. */
function stage(limits = { atOnce: 2, waitingMax: 3 }) {
  const inQueue = createHashQueue(limits);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const ask = (name: string, lane: Lane) => {
    const done = inQueue(lane, () => {
      begun.push(name);
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
    });
    done.catch(() => undefined);
    return done;
  };
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  return { ask, begun, end, settle };
}

// Guards the owner's way in while strangers crowd the door.
describe("createHashQueue", () => {
  it("keeps one place for the known, however many strangers came first", async () => {
    const { ask, begun, settle } = stage();
    for (const name of ["s1", "s2", "s3"]) ask(name, { tries: 1 });
    ask("owner", "known");
    await settle();
    expect(begun).toEqual(["s1", "owner"]);
  });

  it("never runs more than two at once, known ones included", async () => {
    const { ask, begun, end, settle } = stage();
    for (const name of ["k1", "k2", "k3"]) ask(name, "known");
    await settle();
    expect(begun).toEqual(["k1", "k2"]);
    await end("k1");
    expect(begun).toEqual(["k1", "k2", "k3"]);
  });

  it("lets the one who tried least go first, and sends away the one who tried most", async () => {
    const { ask, begun, end, settle } = stage();
    ask("busy", { tries: 9 });
    await settle();
    ask("ten", { tries: 10 });
    const eleven = ask("eleven", { tries: 11 });
    ask("nine", { tries: 9 });
    const first = ask("first", { tries: 1 });
    await expect(eleven).rejects.toBeInstanceOf(HashQueueFull);
    await expect(ask("twelve", { tries: 12 })).rejects.toBeInstanceOf(HashQueueFull);
    await end("busy");
    expect(begun).toEqual(["busy", "first"]);
    await end("first");
    expect(await first).toBe("first");
    expect(begun).toEqual(["busy", "first", "nine"]);
  });

  it("goes on after work that failed", async () => {
    const inQueue = createHashQueue({ atOnce: 2, waitingMax: 1 });
    const fail = () => Promise.reject(new Error("no"));
    await expect(inQueue({ tries: 1 }, fail)).rejects.toThrow("no");
    expect(await inQueue({ tries: 1 }, async () => "yes")).toBe("yes");
  });
});
