import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { ActionContext } from "@/server/audit/action-context";
import { commitAll } from "@/server/audit/commit";
import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import type { Trace } from "@/server/audit/trace";
import { type Birth, firstStatus, traceOfBirth, writeBirth } from "@/server/bots/birth";
import { writeBornCheck } from "@/server/bots/count-born";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { toText } from "@/server/kernel/money";
import { exchangeWire } from "@/server/kernel/name-wires";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { isBelowZero } from "@/server/ledger/is-below-zero";
import { botExits } from "@/server/positions/core/exit-rules";
import { planSpawn } from "./core/plan-spawn";
import type { PlannedBirth, SpawnPlan } from "./core/spawn";
import type { BirthView, SpawnedView, SpawnPlanView } from "./core/spawn-view";
import { toTemplateExits } from "./core/template-exits";
import { type LoadedSpawn, loadSpawn } from "./load-spawn";

const COUNT_WORDS = "Ask for a whole number of bots, 1 or more.";
const SEED_WORDS = "A seed is a whole number from 0 to 4294967295.";

export const spawnInput = z.strictObject({
  /** absent: as many as today allows */
  count: z.int(COUNT_WORDS).min(1, COUNT_WORDS).max(10_000, "A fleet has at most 10000 bots.").optional(),
  /** absent: wherever there is room */
  exchange: exchangeWire.optional(),
  /** absent: one of the day, so that a preview and the act draw the same */
  seed: z.int(SEED_WORDS).min(0, SEED_WORDS).max(4_294_967_295, SEED_WORDS).optional(),
});
export type SpawnInput = z.output<typeof spawnInput>;

type Planned = { readonly loaded: LoadedSpawn; readonly plan: SpawnPlan; readonly seed: number };
type Ask = Parameters<typeof loadSpawn>[0];

async function plan({ count, exchange, seed }: SpawnInput, ctx: Ask): Promise<Planned> {
  const loaded = await loadSpawn(ctx);
  const ask = { count: count ?? null, exchange: exchange ?? null, seed: seed ?? loaded.seed };
  return { loaded, plan: planSpawn(ask, loaded.facts), seed: ask.seed };
}

/** What a spawn would do now; it changes nothing. A refusal is part of the answer. */
export async function showSpawnPlan(input: SpawnInput, ctx: Ask): Promise<Result<SpawnPlanView>> {
  const { loaded, plan: planned, seed } = await plan(input, ctx);
  const { facts, book } = loaded;
  return accept({
    book,
    seed,
    births: planned.births.map(toView),
    lacks: planned.lacks.map(({ required, available, deficit, ...lack }) => ({
      ...lack,
      required: toText(required),
      available: toText(available),
      deficit: toText(deficit),
    })),
    refusal: planned.refusal?.message ?? null,
    room: planned.room,
    bots: facts.bots,
    target: facts.botsMax,
    bornToday: facts.born,
    perDay: facts.perDay,
    slots: facts.places.map(({ exchange, bots, slots }) => ({ exchange, bots, slots })),
  });
}

const toView = ({ name, template, exchange, symbol, asset, capital }: PlannedBirth): BirthView => ({
  name,
  template: template.id,
  riskMode: template.riskMode,
  strategy: template.strategy,
  timeframe: template.timeframe,
  exchange,
  symbol,
  asset,
  capital: toText(capital),
});

/** What a spawn would do, for the card: it holds as long as the fleet, its money and its limits give the same bots. */
export async function previewSpawn(input: SpawnInput, ctx: ActionContext): Promise<Result<Preview>> {
  const { loaded, plan: planned } = await plan(input, ctx);
  const { births, refusal } = planned;
  if (refusal) return refuse(refusal.code, refusal.message);
  const { bots, botsMax, born, perDay } = loaded.facts;
  return accept({
    title: births.length === 1 ? "Spawn one bot" : `Spawn ${births.length} bots`,
    changes: births.map(({ name, template, exchange, symbol, asset, capital }) => ({
      label: name,
      now: "not there",
      after: `${symbol} on ${exchangeLabel(exchange)}, ${template.riskMode}, ${template.id}, ${toText(capital)} ${asset}`,
    })),
    checks: [
      { words: `The fleet has ${bots + births.length} of ${botsMax} bots then`, ok: true },
      { words: `${born + births.length} of at most ${perDay} born today`, ok: true },
      loaded.mode.paper
        ? { words: "Trading on paper is on: they run at once", ok: true }
        : { words: "Trading on paper is off: they wait", ok: false },
    ],
    stateHash: sha256(toCanonicalJson([loaded.book, births.map((birth) => ({ ...toView(birth) }))])),
  });
}

/**
 * Brings bots into the world by seeded draws from the templates, all of them in one commit, each with its equal share of the
 * pool of its exchange. Refuses with `limit_reached`, `insufficient_funds` or `not_now` and what would make it possible,
 * and with `stale_write` where the fleet or its money changed meanwhile.
 */
export async function spawnBots(input: SpawnInput, ctx: ActionContext): Promise<Result<SpawnedView>> {
  const planned = await plan(input, ctx);
  const { refusal } = planned.plan;
  return refusal ? refuse(refusal.code, refusal.message) : bear(planned, ctx);
}

async function bear(
  { loaded, plan: { births }, seed }: Planned,
  ctx: ActionContext,
): Promise<Result<SpawnedView>> {
  const { userId } = ctx;
  const born = births.map((birth) => ({ botId: randomUUID() as string, birth }));
  const written = born.map(({ botId, birth }) => toBirth(botId, birth, loaded));
  const { midnight: since, facts, botsCounted } = loaded;
  try {
    const done = await commitAll({
      write: async (tx) => {
        await writeBornCheck(tx, { userId, since, born: facts.born });
        for (const [place, birth] of written.entries()) await writeBirth(tx, ctx, birth, botsCounted + place);
      },
      traces: () => [...written.map((birth) => traceOfBirth(ctx, birth)), traceOfSpawn(ctx, seed, written)],
    });
    if (!done.ok) return done;
  } catch (error) {
    if (isBelowZero(error))
      return refuse("stale_write", "An order took some of that money meanwhile. Look again and retry.");
    throw error;
  }
  return accept({ seed, bots: born.map(({ botId, birth }) => ({ botId, ...toView(birth) })) });
}

function toBirth(botId: string, planned: PlannedBirth, { book, mode }: LoadedSpawn): Birth {
  const { name, template, exchange, symbol, capital, asset } = planned;
  return {
    botId,
    name,
    book,
    exchange,
    symbol,
    capital,
    timeframe: template.timeframe,
    strategy: template.strategy,
    params: template.params,
    exits: botExits.parse(toTemplateExits(template)),
    riskMode: template.riskMode,
    stakeCurrency: asset,
    template: template.id,
    ...firstStatus(mode.paper),
  };
}

const traceOfSpawn = (ctx: ActionContext, seed: number, births: readonly Birth[]): Trace => ({
  ctx,
  action: "fleet.spawned",
  subject: ctx.runId,
  reason: `${births.length} born by seed ${seed}: ${births.map(({ name }) => name).join(", ")}`,
  detail: {
    seed,
    bots: births.map(({ botId, name, template }) => ({ botId, name, template: template ?? "" })),
  },
  events: [],
});
