import { describe, expect, it } from "vitest";
import { type WallMs, wallMs } from "@/server/kernel/clock";
import type { Finding, HealAct, HealPart } from "./finding";
import { type Heal, planHeals } from "./plan-heals";

const START = wallMs(1_700_000_000_000);
const ROUND_MS = 30_000;

const finding = (change: Partial<Finding> = {}): Finding => ({
  part: "feed",
  subject: "valr",
  words: "stands still",
  todo: "look there",
  acts: ["reopen_stream", "ask_instead"],
  about: [],
  severity: "medium",
  atOnce: false,
  ...change,
});

type Seen = { readonly at: number; readonly did: readonly string[] };

/** Rounds every 30 s; what is found in each is asked for by its number. Every try is made, and does not help. */
function rounds(
  count: number,
  foundIn: (round: number) => readonly Finding[],
  more: { judged?: (round: number) => readonly HealPart[]; asked?: (round: number) => boolean } = {},
): { readonly seen: readonly Seen[]; readonly open: readonly Heal[]; readonly ended: readonly Heal[] } {
  let open: readonly Heal[] = [];
  let ids = 0;
  const [seen, ended]: [Seen[], Heal[]] = [[], []];
  for (let round = 0; round < count; round++) {
    const now = wallMs(START + round * ROUND_MS);
    const plan = planHeals({
      open,
      findings: foundIn(round),
      judged: new Set(more.judged?.(round) ?? ["feed", "disk"]),
      now,
      asked: more.asked?.(round) ?? false,
      newId: () => `heal ${ids++}`,
    });
    const tried = new Map(plan.toTry.map(({ heal, act }) => [heal.healId, act]));
    const told = new Set(plan.toTell.map(({ healId }) => healId));
    open = plan.open.map((heal) => after(heal, tried.get(heal.healId), told.has(heal.healId), now));
    ended.push(...plan.ended);
    const did = [
      ...tried.values(),
      ...[...told].map(() => "told"),
      ...plan.ended.map((heal) => `${heal.outcome}`),
    ];
    if (did.length > 0) seen.push({ at: (round * ROUND_MS) / 1_000, did });
  }
  return { seen, open, ended };
}

const after = (heal: Heal, act: HealAct | undefined, isTold: boolean, now: WallMs): Heal => ({
  ...heal,
  tries: act ? [...heal.tries, { act, at: now, durationMs: 5, ok: true, said: "" }] : heal.tries,
  toldAt: isTold ? now : heal.toldAt,
});

describe("what is found broken", () => {
  it("is tried three times, at 0, 30 and 90 s, told at 120 s, and tried once in ten minutes from then on", () => {
    const { seen } = rounds(46, () => [finding()]);
    expect(seen).toEqual([
      { at: 0, did: ["reopen_stream"] },
      { at: 30, did: ["ask_instead"] },
      { at: 90, did: ["ask_instead"] },
      { at: 120, did: ["told"] },
      { at: 690, did: ["ask_instead"] },
      { at: 1_290, did: ["ask_instead"] },
    ]);
  });

  it("is over when it is not found any more: healed after a try, and told once only", () => {
    const { seen, open, ended } = rounds(6, (round) => (round < 2 ? [finding()] : []));
    expect(seen).toEqual([
      { at: 0, did: ["reopen_stream"] },
      { at: 30, did: ["ask_instead"] },
      { at: 60, did: ["healed"] },
    ]);
    expect(open).toEqual([]);
    expect(ended).toHaveLength(1);
  });

  it("neither begins nor ends while it cannot be looked at", () => {
    const { seen, open } = rounds(5, (round) => (round === 0 ? [finding()] : []), {
      judged: (round) => (round === 0 ? ["feed"] : ["disk"]),
    });
    expect(seen).toEqual([{ at: 0, did: ["reopen_stream"] }]);
    expect(open).toHaveLength(1);
  });

  it("is told at once where nothing but a person helps, or where it must be, and goes by itself", () => {
    const full = finding({ part: "disk", subject: "", acts: [] });
    expect(rounds(3, (round) => (round < 2 ? [full] : [])).seen).toEqual([
      { at: 0, did: ["told"] },
      { at: 60, did: ["gone"] },
    ]);
    expect(rounds(1, () => [finding({ atOnce: true })]).seen).toEqual([
      { at: 0, did: ["reopen_stream", "told"] },
    ]);
  });

  it("is told again when it has become worse, and not when it is better", () => {
    const disk = (severity: Finding["severity"]) =>
      finding({ part: "disk", acts: [], severity, atOnce: true });
    const { seen } = rounds(6, (round) => [disk(round < 2 ? "medium" : round < 4 ? "high" : "medium")]);
    expect(seen).toEqual([
      { at: 0, did: ["told"] },
      { at: 60, did: ["told"] },
    ]);
  });

  it("is tried when somebody asks, whenever that is", () => {
    const { seen } = rounds(9, () => [finding()], { asked: (round) => round === 7 });
    expect(seen.at(-1)).toEqual({ at: 210, did: ["ask_instead"] });
  });

  it("goes on by what is found now, and two things at once do not hold each other up", () => {
    const other = finding({ subject: "luno" });
    const { open, seen } = rounds(2, (round) => [finding({ words: `round ${round}` }), other]);
    expect(open.map((heal) => heal.finding.words)).toEqual(["round 1", "stands still"]);
    expect(seen[1]?.did).toEqual(["ask_instead", "ask_instead"]);
  });

  it("is tried again though the clock was set back an hour", () => {
    const heal: Heal = {
      healId: "one",
      finding: finding(),
      foundAt: START,
      tries: [{ act: "reopen_stream", at: START, durationMs: 1, ok: false, said: "" }],
      toldAt: null,
      endedAt: null,
      outcome: null,
    };
    const plan = planHeals({
      open: [heal],
      findings: [finding()],
      judged: new Set(["feed"]),
      now: wallMs(START - 3_600_000),
      asked: false,
      newId: () => "two",
    });
    expect(plan.toTry.map(({ act }) => act)).toEqual(["ask_instead"]);
  });
});
