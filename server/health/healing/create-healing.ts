import { randomUUID } from "node:crypto";
import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import type { WallMs } from "@/server/kernel/clock";
import type { logger } from "@/server/platform/logger";
import { acts, type HealHands } from "./acts";
import { type Finding, findingKey, type HealAct } from "./core/finding";
import { type Heal, type HealTry, planHeals } from "./core/plan-heals";
import { createLook, type LookedAt } from "./look-at-parts";
import { findOpenHeals, isHealAsked, saveHeal, takeAsked } from "./store";

export type HealingParts = LookedAt &
  HealHands & {
    readonly log: ReturnType<typeof logger>;
    /** tells a person; absent where nobody can be told */
    readonly tell?: (heal: Heal) => Promise<void>;
    /** takes it back: it is well again */
    readonly untell?: (heal: Heal) => Promise<void>;
  };

const ACT_MS = 20_000;

export type Healing = {
  /** Looks at everything, tries what is due, tells what trying has not mended. One at a time. */
  readonly round: () => Promise<void>;
  /** The same at once, where a person has asked for a try. */
  readonly roundIfAsked: () => Promise<void>;
};

/**
 * The system mends itself: what is broken is found by facts alone, tried by a named act three times, and told to a person
 * when that has not helped. It runs in the worker on the wall clock and needs no job engine. Its memory is the table of
 * heals, and while the database is away, its own: what happened then is written when it is back.
 */
export function createHealing(parts: HealingParts): Healing {
  const healer = new Healer(parts);
  let running: Promise<void> | null = null;
  const once = (asked: boolean): Promise<void> => {
    running ??= healer.round(asked).finally(() => {
      running = null;
    });
    return running;
  };
  return {
    round: () => once(false),
    roundIfAsked: async () => {
      if (!(await isHealAsked())) return;
      await running;
      await takeAsked();
      await once(true);
    },
  };
}

class Healer {
  private open: ReadonlyMap<string, Heal> = new Map();
  private isLoaded = false;
  /** changed and not yet written, with what happened */
  private readonly unwritten = new Map<string, { readonly heal: Heal; readonly action: HealAction }>();
  private readonly look: ReturnType<typeof createLook>;

  constructor(private readonly parts: HealingParts) {
    this.look = createLook(parts);
  }

  async round(asked: boolean): Promise<void> {
    await this.load();
    const known = [...this.open.values()];
    const { findings, judged } = await this.look((part) =>
      known.some(({ finding }) => finding.part === part),
    );
    const now = this.parts.clocks.wall();
    const plan = planHeals({ open: known, findings, judged, now, asked, newId: randomUUID });
    const [before, current] = [this.open, new Map<string, Heal>()];
    this.open = current;
    for (const heal of plan.open) {
      current.set(heal.healId, heal);
      if (!before.has(heal.healId)) this.note(heal, "heal.found");
    }
    for (const heal of plan.ended) await this.end(heal);
    await Promise.all(plan.toTry.map(({ heal, act }) => this.try(current, heal, act)));
    for (const { healId } of plan.toTell) await this.tell(current, healId, now);
    if (!findings.some(({ part }) => part === "database")) await this.writeAll();
  }

  /** What an earlier process left open goes on here, unless it was found anew before that could be read. */
  private async load(): Promise<void> {
    const left = this.isLoaded ? null : await findOpenHeals().catch(() => null);
    if (!left) return;
    this.isLoaded = true;
    const keys = new Set(left.map(({ finding }) => findingKey(finding)));
    const own = [...this.open.values()].filter(({ finding }) => !keys.has(findingKey(finding)));
    this.open = new Map([...left, ...own].map((heal) => [heal.healId, heal]));
  }

  private note(heal: Heal, action: HealAction): void {
    this.unwritten.set(heal.healId, { heal, action });
  }

  private async end(heal: Heal): Promise<void> {
    const { log, untell } = this.parts;
    this.note(heal, "heal.ended");
    log.info({ heal: findingKey(heal.finding), outcome: heal.outcome }, "what was broken is well again");
    if (heal.toldAt !== null) await untell?.(heal).catch((error: unknown) => this.cannotTell(error));
  }

  private async try(current: Map<string, Heal>, heal: Heal, act: HealAct): Promise<void> {
    // what ends this process is written before: the next one must not begin to count anew
    if (act === "restart_worker") await this.writeBefore(heal, act);
    const tried = { ...heal, tries: [...heal.tries, await tryAct(this.parts, heal.finding, act)] };
    current.set(heal.healId, tried);
    this.note(tried, "heal.tried");
  }

  private async writeBefore(heal: Heal, act: HealAct): Promise<void> {
    const at = this.parts.clocks.wall();
    const tried: HealTry = { act, at, durationMs: 0, ok: true, said: "the worker ends in order" };
    await writeHeal(this.parts, { ...heal, tries: [...heal.tries, tried] }, "heal.tried");
  }

  /** What could not be told is told with the next round. */
  private async tell(current: Map<string, Heal>, healId: string, now: WallMs): Promise<void> {
    const heal = current.get(healId);
    if (!heal) return;
    const { log, tell } = this.parts;
    log.error({ heal: findingKey(heal.finding), todo: heal.finding.todo }, heal.finding.words);
    try {
      await tell?.(heal);
    } catch (error) {
      this.cannotTell(error);
      return;
    }
    const told = { ...heal, toldAt: now };
    current.set(healId, told);
    this.note(told, "heal.told");
  }

  private cannotTell(error: unknown): void {
    this.parts.log.warn({ err: error }, "what is broken could not be told");
  }

  private async writeAll(): Promise<void> {
    for (const [healId, { heal, action }] of [...this.unwritten]) {
      await writeHeal(this.parts, heal, action);
      this.unwritten.delete(healId);
    }
  }
}

type HealAction = "heal.found" | "heal.tried" | "heal.told" | "heal.ended";

async function tryAct(parts: HealingParts, finding: Finding, act: HealAct): Promise<HealTry> {
  const at = parts.clocks.wall();
  const from = performance.now();
  const key = findingKey(finding);
  const done = (ok: boolean, said: string): HealTry => {
    parts.log.warn({ heal: key, act, ok, said }, finding.words);
    return { act, at, durationMs: Math.round(performance.now() - from), ok, said };
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_done, fail) => {
    timer = setTimeout(() => fail(new Error(`not done within ${ACT_MS / 1_000} s`)), ACT_MS);
  });
  try {
    return done(true, await Promise.race([acts[act](parts, finding), late]));
  } catch (error) {
    return done(false, error instanceof Error ? error.message.slice(0, SAID_MAX) : "it failed");
  } finally {
    clearTimeout(timer);
  }
}

const SAID_MAX = 300;

type Writer = Pick<HealingParts, "clocks" | "userId">;

/** The story as it is now, audited, and told to the pages. */
export async function writeHeal({ clocks, userId }: Writer, heal: Heal, action: HealAction): Promise<void> {
  const key = findingKey(heal.finding);
  const ctx = jobContext(clocks, userId, "self-healing", `${heal.healId}:${action}:${clocks.wall()}`);
  const last = heal.tries.at(-1);
  const ok = heal.endedAt !== null;
  await commit(ctx, {
    action,
    subject: key,
    reason: heal.finding.words,
    detail: {
      healId: heal.healId,
      tries: heal.tries.length,
      ...(last && { act: last.act, ok: last.ok, said: last.said, durationMs: last.durationMs }),
      ...(heal.outcome && { outcome: heal.outcome }),
    },
    events: [{ name: "health/changed", data: { part: `heal:${key}`, ok, detail: heal.finding.words } }],
    write: (tx) => saveHeal(tx, heal, ctx.marketNow),
  });
}
