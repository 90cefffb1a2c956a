import { expect, it } from "vitest";
import { marketMs, plusMs, wallMs } from "@/server/kernel/clock";
import { type JobFacts, judgeJobs } from "./judge-jobs";

const wallNow = wallMs(new Date("2026-11-22T12:00:00Z"));
const marketNow = marketMs(new Date("2026-03-02T10:07:30Z"));
const before = (seconds: number) => plusMs(marketNow, -seconds * 1_000);
const at = (iso: string) => marketMs(new Date(`2026-03-02T${iso}:00Z`));

const well: JobFacts = {
  wallNow,
  marketNow,
  speed: 1,
  marketMoves: true,
  watchedSince: plusMs(wallNow, -3_600_000),
  engine: { kind: "embedded", running: true, lastLookAt: plusMs(wallNow, -1_000) },
  crons: [{ functionId: "sweep", nextMarketAt: at("10:08") }],
  cycle: { everyMs: 300_000, sinceMarketAt: at("09:00"), lastSlotAt: at("10:05") },
  sweep: { sinceAt: plusMs(wallNow, -3_600_000), lastAt: plusMs(wallNow, -30_000) },
  missed: { due: 1_000, missed: 10 },
};
const parts = (facts: Partial<JobFacts>) => judgeJobs({ ...well, ...facts }).map(({ part }) => part);
const cycle = (change: Partial<JobFacts["cycle"]>) => ({ cycle: { ...well.cycle, ...change } });

it("finds nothing where everything keeps its time", () => {
  expect(judgeJobs(well)).toEqual([]);
});

it("notices an engine that has stopped looking at its queue, and one that does not run", () => {
  const engine = { ...well.engine, lastLookAt: plusMs(wallNow, -21_000) };
  expect(judgeJobs({ ...well, engine })[0]?.words).toContain("not looked at its queue for 21 s");
  expect(parts({ engine: { ...engine, lastLookAt: null } })).toEqual(["engine"]);
  expect(parts({ engine: { ...engine, running: false } })).toEqual(["engine"]);
});

it("gives an engine or a server that has just been started the time of one that works", () => {
  const since = (seconds: number) => ({ watchedSince: plusMs(wallNow, -seconds * 1_000) });
  const engine = { ...well.engine, lastLookAt: null };
  expect(parts({ engine, ...since(19) })).toEqual([]);
  expect(parts({ engine, ...since(21) })).toEqual(["engine"]);
  const server = { kind: "server", running: false, lastLookAt: null } as const;
  expect(parts({ engine: server, ...since(5) })).toEqual([]);
  expect(parts({ engine: server, ...since(7) })).toEqual(["engine"]);
});

it("notices within seconds an Inngest server that does not answer, and one that takes the jobs from nobody", () => {
  const server = (running: boolean, seconds: number | null) => ({
    engine: {
      kind: "server" as const,
      running,
      lastLookAt: seconds === null ? null : plusMs(wallNow, -seconds * 1_000),
    },
  });
  expect(parts(server(true, 2))).toEqual([]);
  expect(judgeJobs({ ...well, ...server(false, 7) })[0]?.words).toMatch(/has not answered for 7 s/);
  expect(judgeJobs({ ...well, ...server(false, null) })[0]?.words).toMatch(/has not answered yet/);
  expect(judgeJobs({ ...well, ...server(false, 1) })[0]?.words).toMatch(/has not accepted the jobs/);
});

it("raises an alarm when no stop sweep came for two minutes, whichever engine owes it", () => {
  const swept = (seconds: number) => ({
    sweep: { ...well.sweep, lastAt: plusMs(wallNow, -seconds * 1_000) },
  });
  expect(parts(swept(119))).toEqual([]);
  expect(judgeJobs({ ...well, ...swept(121) })[0]).toMatchObject({
    part: "sweep",
    words: expect.stringMatching(/No stop sweep has come for 2 min 1 s/),
  });
  expect(parts({ sweep: { sinceAt: plusMs(wallNow, -121_000), lastAt: null } })).toEqual(["sweep"]);
  // one of before the start says nothing: the watchdog begins with its own
  expect(parts({ sweep: { ...swept(9_000).sweep, sinceAt: plusMs(wallNow, -60_000) } })).toEqual([]);
  expect(parts({ ...swept(121), marketMoves: false })).toEqual([]);
  expect(parts({ ...swept(200), speed: 0.5 })).toEqual([]);
});

it("notices a schedule half a minute of wall time after it was due, at any speed of the market", () => {
  const late = (seconds: number) => [{ functionId: "nightly", nextMarketAt: before(seconds) }];
  expect(parts({ crons: late(29) })).toEqual([]);
  expect(judgeJobs({ ...well, crons: late(31) })[0]?.words).toContain('"nightly" is 31 s late');
  expect(parts({ crons: late(60 * 29), speed: 60 })).toEqual([]);
  expect(parts({ crons: late(60 * 31), speed: 60 })).toEqual(["schedule"]);
});

it("notices a cycle that did not come, and names its slot", () => {
  const [alarm] = judgeJobs({ ...well, ...cycle({ lastSlotAt: at("10:00") }) });
  expect(alarm).toMatchObject({ part: "cycle", words: expect.stringContaining("2026-03-02T10:05:00.000Z") });
  expect(parts(cycle({ lastSlotAt: null }))).toEqual(["cycle"]);
});

it("alerts when more than a decision in a hundred was missed, and not over a handful", () => {
  const missed = (lost: number, due = 1_000) => ({ missed: { due, missed: lost } });
  expect(parts(missed(10))).toEqual([]);
  expect(judgeJobs({ ...well, ...missed(11) })[0]).toMatchObject({
    part: "slots",
    words: expect.stringMatching(/^11 of 1000 decisions .* \(1\.1 %\)/),
  });
  expect(parts(missed(6, 6))).toEqual([]);
  // slots that come faster than any machine decides are dropped rightly
  expect(parts({ ...missed(900), speed: 3_600, ...cycle({ sinceMarketAt: marketNow }) })).toEqual([]);
});

it("asks for no cycle that nobody owes", () => {
  expect(parts(cycle({ everyMs: null, lastSlotAt: null }))).toEqual([]);
  expect(parts(cycle({ sinceMarketAt: at("10:06"), lastSlotAt: null }))).toEqual([]);
  expect(parts({ ...cycle({ lastSlotAt: at("10:00") }), marketMoves: false })).toEqual([]);
  expect(parts({ marketNow: plusMs(at("10:05"), 59_000), ...cycle({ lastSlotAt: at("10:00") }) })).toEqual(
    [],
  );
  expect(parts({ ...cycle({ lastSlotAt: null }), speed: 3_600 })).toEqual([]);
});
