import { z } from "zod";
import type { ActionContext } from "@/server/audit/action-context";
import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { type BotView, riskModes } from "@/server/bots/core/bot";
import { botRef } from "@/server/bots/core/bot-ref";
import { listBots } from "@/server/bots/list-bots";
import { pauseBot } from "@/server/bots/pause-bot";
import { resumeBot } from "@/server/bots/resume-bot";
import { exchangeWire } from "@/server/kernel/name-wires";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { stopBot } from "@/server/stops/close-positions";
import { deleteBot } from "./delete-bot";

const BOTS_MOST = 500;

export const bulkActs = ["pause", "resume", "stop", "delete"] as const;

export const bulkInput = z.strictObject({
  act: z.enum(bulkActs, `Say what to do: ${bulkActs.join(", ")}.`),
  /** those by name or id; absent: all that `where` fits */
  bots: z
    .array(botRef)
    .min(1, "Name at least one bot.")
    .max(BOTS_MOST, `At most ${BOTS_MOST} bots at once.`)
    .optional(),
  where: z
    .strictObject({
      exchange: exchangeWire.optional(),
      strategy: z.string().max(64).optional(),
      riskMode: z.enum(riskModes).optional(),
      status: z.enum(["new", "running", "paused", "quarantined"]).optional(),
    })
    .optional(),
});
type Input = z.output<typeof bulkInput>;

/** What became of each of them: done, or why not. */
export type BulkDone = {
  readonly act: (typeof bulkActs)[number];
  readonly bots: readonly {
    readonly botId: string;
    readonly name: string;
    readonly done: boolean;
    readonly words: string;
  }[];
};

const WORDS = { pause: "paused", resume: "runs", stop: "stopped", delete: "deleted" } as const;

async function choose({ bots: named, where }: Input, userId: string): Promise<Result<readonly BotView[]>> {
  if (!named && !where)
    return refuse(
      "invalid",
      "Name the bots, or say which: of an exchange, a strategy, a risk mode or a status.",
    );
  const all = (await listBots(userId)).filter(({ twinOf }) => twinOf === null);
  const isOne = (bot: BotView, ref: string) =>
    bot.botId === ref || bot.name.toLowerCase() === ref.toLowerCase();
  const unknown = named?.find((ref) => !all.some((bot) => isOne(bot, ref)));
  if (unknown !== undefined)
    return refuse("not_found", `There is no bot called ${unknown}. Nothing was done.`, "bots");
  const chosen = all.filter((bot) => {
    if (named && !named.some((ref) => isOne(bot, ref))) return false;
    const { exchange, strategy, riskMode, status } = { ...bot, ...dropAbsent(where) };
    return (
      exchange === bot.exchange &&
      strategy === bot.strategy &&
      riskMode === bot.riskMode &&
      status === bot.status
    );
  });
  if (chosen.length === 0) return refuse("not_found", "No bot is like that. Nothing was done.");
  if (chosen.length > BOTS_MOST)
    return refuse("invalid", `That would be ${chosen.length} bots; at most ${BOTS_MOST} at once.`);
  return accept(chosen.toSorted((one, other) => (one.name < other.name ? -1 : 1)));
}

const dropAbsent = (where: Input["where"]) =>
  Object.fromEntries(Object.entries(where ?? {}).filter(([, value]) => value !== undefined)) as Partial<
    Pick<BotView, "exchange" | "strategy" | "riskMode" | "status">
  >;

/** Whom an act would be done to, for the card. It holds while they are the same and stand as they do. */
export async function previewBulk(input: Input, ctx: ActionContext): Promise<Result<Preview>> {
  const chosen = await choose(input, ctx.userId);
  if (!chosen.ok) return chosen;
  const bots = chosen.value;
  return accept({
    title: `${input.act} ${bots.length} bots`.replace(/^./, (first) => first.toUpperCase()),
    changes: bots.map(({ name, status }) => ({ label: name, now: status, after: WORDS[input.act] })),
    checks: [{ words: "Each is judged by itself: what one may not, holds up none of the others", ok: true }],
    stateHash: sha256(toCanonicalJson(bots.map(({ botId, status }) => [botId, status]))),
  });
}

/**
 * Does one thing to several bots, one after the other, each in a commit of its own: the answer says of each what became of it.
 * Refuses only where nobody, or somebody unknown, is meant.
 */
export async function actOnBots(input: Input, ctx: ActionContext): Promise<Result<BulkDone>> {
  const chosen = await choose(input, ctx.userId);
  if (!chosen.ok) return chosen;
  const bots: BulkDone["bots"][number][] = [];
  for (const { botId, name } of chosen.value) {
    const result = await ACTS[input.act](botId, ctx);
    const words = result.ok ? `${name} ${WORDS[input.act]}.` : result.refusal.message;
    bots.push({ botId, name, done: result.ok, words });
  }
  return accept({ act: input.act, bots });
}

type Act = (bot: string, ctx: ActionContext) => Promise<Result<unknown>>;

const ACTS: { readonly [act in (typeof bulkActs)[number]]: Act } = {
  pause: (bot, ctx) => pauseBot({ bot }, ctx),
  resume: (bot, ctx) => resumeBot({ bot }, ctx),
  stop: (bot, ctx) => stopBot({ bot }, ctx),
  delete: (bot, ctx) => deleteBot({ bot }, ctx),
};
