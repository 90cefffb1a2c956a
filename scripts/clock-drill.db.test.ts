// One real process whose machine clock is set back an hour after midnight. Needs libfaketime (Debian: apt-get install faketime).
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";

const LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
const HOUR_MS = 3_600_000;
const ENDS_WITHIN_MS = 90_000;

type Look = {
  readonly wall: number;
  readonly market: number;
  readonly midnight: number;
  readonly status: string;
  readonly released: number;
  readonly unlocked: number;
  readonly locked: number;
};

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());

async function drill(startAt: string, timeZone: string): Promise<readonly Look[]> {
  const { bundle } = (await import(path.join(import.meta.dirname, "lib/bundle.mjs"))) as {
    bundle: (entry: string, name: string) => Promise<string>;
  };
  const file = await bundle("server/bodyguard/testing/clock-drill.ts", "clock-drill");
  const folder = mkdtempSync(path.join(tmpdir(), "amarktai-clock-"));
  const clockFile = path.join(folder, "now");
  writeFileSync(clockFile, `@${startAt}\n`);
  const child = spawn(process.execPath, [file, own.ownerUrl, timeZone, clockFile], {
    env: {
      ...process.env,
      TZ: "UTC",
      DATABASE_URL: own.url,
      LD_PRELOAD: LIBRARY,
      FAKETIME_TIMESTAMP_FILE: clockFile,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    },
    timeout: ENDS_WITHIN_MS,
  });
  let [said, failed] = ["", ""];
  child.stdout.on("data", (chunk) => (said += String(chunk)));
  child.stderr.on("data", (chunk) => (failed += String(chunk)));
  const [code] = await once(child, "close");
  rmSync(folder, { recursive: true });
  expect(code, failed).toBe(0);
  return said
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Look);
}

it.skipIf(!existsSync(LIBRARY))(
  "a process whose clock is set back an hour after the owner's midnight ends the day's lock and quarantine once (needs libfaketime)",
  async () => {
    const looks = await drill("2026-10-24 20:40:00", "Europe/Berlin");
    const { midnight } = looks[0] ?? { midnight: 0 };
    expect(new Date(midnight).toISOString()).toBe("2026-10-24T22:00:00.000Z");
    const [first, last] = [looks[0], looks.at(-1)];
    // it was seen: the machine's clock fell by an hour while market time went on
    expect(looks.some(({ market, wall }) => market - wall > HOUR_MS * 0.9)).toBe(true);
    expect(looks.every(({ market }, index) => index === 0 || market >= (looks[index - 1]?.market ?? 0))).toBe(
      true,
    );
    expect([first?.status, last?.status]).toEqual(["quarantined", "running"]);
    for (const { market, status } of looks)
      expect(status).toBe(market < midnight ? "quarantined" : "running");
    expect([last?.released, last?.unlocked, last?.locked]).toEqual([1, 1, 1]);
  },
  ENDS_WITHIN_MS,
);
