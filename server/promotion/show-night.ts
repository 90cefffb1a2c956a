import { planLocalRun } from "@/server/events/core/plan-local-run";
import type { Book } from "@/server/kernel/book";
import { marketMs, toDate } from "@/server/kernel/clock";
import type { PromotionPolicy } from "@/server/settings/core/promotion-settings";
import { getSettings } from "@/server/settings/get-settings";
import { getTradingMode } from "@/server/settings/get-trading-mode";
import { FALSE_PROMOTIONS } from "./core/promotion-policy";
import { whyWords } from "./demote-bot";
import { judgeAtExchange, judgeTraining, lookAtTraining } from "./judge-night";
import type { Asker } from "./load-going-live";
import { findNights, findSteps, type NightRun } from "./store";

/** A bot that tonight's look would do something with, and what. */
export type NightLine = {
  readonly botId: string;
  readonly name: string;
  readonly book: Book;
  readonly act: "promote" | "eligible" | "withdraw" | "demote";
  /** why, or what is missing: a sentence each */
  readonly words: readonly string[];
};

export type NightPreview = {
  /** when the next look is, ISO UTC, market clock */
  readonly dueAt: string;
  readonly timeZone: string;
  readonly hour: number;
  readonly policy: PromotionPolicy;
  /** of bots without edge, the share that each policy promotes within 30 days */
  readonly falsePromotions: { readonly evidence: number; readonly classic: number };
  readonly live: boolean;
  readonly autopilot: boolean;
  readonly looked: number;
  readonly standOut: number;
  readonly lines: readonly NightLine[];
};

/** Bots looked at closer in one preview; more wait for the night itself. */
const CLOSE_MOST = 45;

/** What tonight's look would come to by what is known now: nothing is written. */
export async function previewNight(who: Asker): Promise<NightPreview> {
  const [settings, mode, fleet, live] = await Promise.all([
    getSettings(who.userId),
    getTradingMode(who.userId),
    lookAtTraining(who),
    judgeAtExchange(who.userId),
  ]);
  const lines: NightLine[] = live.flatMap(({ bot, verdict }) => {
    const why = whyWords(verdict);
    const { botId, name, book } = bot;
    return why === null ? [] : [{ botId, name, book, act: "demote" as const, words: [`${name}: ${why}.`] }];
  });
  for (const { botId } of fleet.close.slice(0, CLOSE_MOST)) {
    const judged = await judgeTraining(who, botId);
    const line = judged && toLine(judged);
    if (line) lines.push(line);
  }
  const { policy, hour } = settings.promotion;
  const { timeZone } = settings;
  return {
    dueAt: toDate(nextNight(who, timeZone, hour)).toISOString(),
    timeZone,
    hour,
    policy,
    falsePromotions: FALSE_PROMOTIONS,
    live: mode.live,
    autopilot: mode.autopilot,
    looked: fleet.looked,
    standOut: fleet.standOut,
    lines,
  };
}

function toLine({ bot, verdict }: NonNullable<Awaited<ReturnType<typeof judgeTraining>>>): NightLine | null {
  const { botId, name, book } = bot;
  if (verdict.kind === "stay") return null;
  if (verdict.kind === "eligible") return { botId, name, book, act: "eligible", words: verdict.missing };
  const words =
    verdict.kind === "promote"
      ? [`${name} would go live, at half size for its first day.`]
      : [`The record of ${name} does not hold any more.`];
  return { botId, name, book, act: verdict.kind, words };
}

const DAY_MS = 86_400_000;

/** The first such hour after now: that of the day after the newest that was due. */
function nextNight({ marketNow }: Asker, timeZone: string, hour: number) {
  const due = planLocalRun({ now: marketMs(marketNow + DAY_MS), timeZone, hour, lastDate: null });
  return due?.dueAt ?? marketNow;
}

export type PromotionHistory = {
  readonly nights: readonly (NightRun & { readonly at: string })[];
  readonly steps: readonly {
    readonly stepId: string;
    readonly botId: string;
    readonly botName: string;
    readonly kind: "promoted" | "eligible" | "withdrawn" | "demoted" | "returned";
    readonly fromBook: Book;
    readonly toBook: Book;
    readonly policy: PromotionPolicy;
    readonly byHand: boolean;
    readonly overridden: boolean;
    readonly reason: string;
    /** of the frozen record, where it is of that kind: days, trades, net profit and evidence then */
    readonly frozen: { readonly days: number; readonly trades: number; readonly wealth: number } | null;
    readonly at: string;
  }[];
};

const HISTORY_MOST = 200;
const NIGHTS_SHOWN = 30;

/** The last nights, and each step of a bot between paper and live with the record it was taken on, newest first. */
export async function showHistory(userId: string): Promise<PromotionHistory> {
  const [nights, steps] = await Promise.all([
    findNights(userId, NIGHTS_SHOWN),
    findSteps(userId, HISTORY_MOST),
  ]);
  return { nights, steps: steps.map(({ record, ...step }) => ({ ...step, frozen: frozenOf(record) })) };
}

function frozenOf(record: unknown): PromotionHistory["steps"][number]["frozen"] {
  const { days, trades, evidence } = (record ?? {}) as {
    days?: unknown;
    trades?: unknown;
    evidence?: { wealth?: unknown };
  };
  const wealth = evidence?.wealth;
  return typeof days === "number" && typeof trades === "number" && typeof wealth === "number"
    ? { days, trades, wealth }
    : null;
}
