import { execFile } from "node:child_process";
import { expect, test } from "@playwright/test";
import { patient } from "./patience";

const SECONDS = 9;

type Answers = { readonly [attack: string]: { readonly [status: string]: number } };
type Probe = {
  readonly asked: number;
  readonly failed: number;
  readonly medianMs: number;
  readonly p99Ms: number;
};
type Proof = {
  readonly under: {
    readonly probes: Readonly<Record<"health" | "healthBeside" | "ready", Probe>>;
    readonly owner: Probe;
    readonly stops: { readonly due: number; readonly fired: number };
    readonly loopP99Ms: number | null;
    readonly restarts: number;
  };
  readonly grown: { readonly webMb: number; readonly workerMb: number };
  readonly answers: Answers;
};

/** The proof of `npm run prove -- abuse`, shortened; its times are judged loosely, as this machine may be busy. */
test("one client's abuse leaves stops, pages and memory as they are", async () => {
  test.setTimeout(patient(240_000));
  const { under, grown, answers } = await prove();
  await test.step("stops fire, the owner and the probe are answered, nothing ended", () => {
    expect(under.stops.due).toBeGreaterThan(0);
    expect(under.stops.fired).toBe(under.stops.due);
    expect(under.owner).toMatchObject({ failed: 0 });
    for (const [name, probe] of Object.entries(under.probes)) {
      expect(probe, name).toMatchObject({ failed: 0 });
      expect(probe.asked, name).toBeGreaterThan(10);
      // 200 ms on a machine that does nothing else
      expect(probe.medianMs, name).toBeLessThan(patient(200));
      expect(probe.p99Ms, name).toBeLessThan(patient(1_000));
    }
    expect(under.restarts).toBe(0);
  });
  await test.step("the worker's loop turns, and memory stays", () => {
    expect(under.loopP99Ms).toBeLessThan(patient(200));
    expect(grown.webMb).toBeLessThan(200);
    expect(grown.workerMb).toBeLessThan(200);
  });
  await test.step("each attack was made, and refused with a reason, never by a failure", () => {
    expect(statusesOf(answers, "oversized bodies")).not.toContain(200);
    expect(statusesOf(answers, "endless bodies")).not.toContain(200);
    expect(statusesOf(answers, "batches of 900")).not.toContain(200);
    // as too many in one, or as one too many: what else the client asked may have used up its share before
    expect(statusesOf(answers, "batches of 900").some((status) => status === 400 || status === 429)).toBe(
      true,
    );
    expect(answers["streams of a session"]?.["200"] ?? 0).toBeLessThanOrEqual(20);
    expect(answers["streams of a session"]?.["429"] ?? 0).toBeGreaterThan(20);
    expect(statusesOf(answers, "texts that cannot be kept")).not.toContain(200);
    // readiness may say 503: that is its answer where a machine is too busy to trade
    for (const name of Object.keys(answers).filter((attack) => attack !== "readiness"))
      expect(
        statusesOf(answers, name).filter((status) => status >= 500),
        name,
      ).toEqual([]);
  });
});

const statusesOf = (answers: Answers, name: string): readonly number[] =>
  Object.keys(answers[name] ?? {}).map(Number);

function prove(): Promise<Proof> {
  const args = ["scripts/prove.mjs", "abuse", "--seconds", String(SECONDS), "--json"];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { maxBuffer: 4_000_000 }, (_error, out, said) => {
      const line = out.trim().split("\n").at(-1) ?? "";
      if (line.startsWith("{")) resolve(JSON.parse(line) as Proof);
      else reject(new Error(`The proof gave no figures: ${out}\n${said}`));
    });
  });
}
