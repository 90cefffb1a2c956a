import type { BotView } from "@/server/bots/core/bot";
import { listBots } from "@/server/bots/list-bots";
import type { Book } from "@/server/kernel/book";
import { toDate } from "@/server/kernel/clock";
import { partLines } from "@/server/limits/core/book-lines";
import { limitSettings, shownLimit } from "@/server/limits/core/limit-settings";
import { getLiveView } from "@/server/portfolio/get-live-view";
import { type GuardRow, listGuardRows } from "@/server/risk/list-guards";
import { valueAt } from "@/server/settings/core/change-at";
import type { Settings } from "@/server/settings/core/settings";
import { getSettings } from "@/server/settings/get-settings";
import {
  type BodyguardStatus,
  type CheckView,
  delayOf,
  type RestingView,
  unitOf,
  type WorstView,
} from "./core/bodyguard-view";
import { type CheckName, checkNames, checks } from "./core/checks";
import type { Detection } from "./core/detection";
import { crowdsOf } from "./core/judge-crowds";
import { sumJudgement } from "./core/judgement";
import { plainNumber } from "./core/plain-number";
import { findConfirmed, findStanding } from "./store/detections";
import { findMeasures } from "./store/watches";

/** The newest that count for how well it judges. */
const JUDGED_MOST = 1_000;

type Key = { readonly userId: string; readonly book: Book };
type Measures = Awaited<ReturnType<typeof findMeasures>>;

/** What the bodyguard watches in a book, how near each threshold is, who is in quarantine, and how well it judges. */
export async function showBodyguard(key: Key): Promise<BodyguardStatus> {
  const { userId, book } = key;
  const [settings, all, measures, standing, confirmed, guards, view] = await Promise.all([
    getSettings(userId),
    listBots(userId),
    findMeasures(userId, book),
    findStanding(key),
    findConfirmed(userId, JUDGED_MOST),
    listGuardRows(key),
    getLiveView(userId, book),
  ]);
  const bots = new Map(all.filter((bot) => bot.book === book).map((bot) => [bot.botId, bot]));
  const running = [...bots.values()].filter(({ status }) => status === "running");
  const live = measures.filter(({ botId }) => bots.get(botId)?.status === "running");
  const looked = measures.map(({ lookedAt }) => lookedAt).toSorted((one, other) => other - one)[0];
  const worstOf = (check: CheckName): WorstView | null => {
    if (check === "crowding") return worstCrowd(running, settings);
    if (check === "book_day_loss") return worstPart({ guards, settings, totals: view?.totals ?? [] });
    return worstBot(check, live, bots);
  };
  const { ladder, ladderDays } = settings.bodyguard;
  return {
    book,
    lookedAt: looked === undefined ? null : toDate(looked).toISOString(),
    watched: running.length,
    checks: checkNames.map((check) => toCheck(check, settings, worstOf(check), standing)),
    resting: standing.flatMap((one) => toResting(one, bots)),
    ladder: { hours: [ladder.first, ladder.second, ladder.third], days: ladderDays },
    judgement: sumJudgement(
      confirmed.map((one) => ({ check: one.check, verdict: one.verdict, delayMs: delayOf(one) })),
    ),
  };
}

function toCheck(
  check: CheckName,
  settings: Settings,
  worst: WorstView | null,
  standing: readonly Detection[],
): CheckView {
  const { title, severity, does, looks, settings: paths } = checks[check];
  return {
    check,
    title,
    severity,
    does,
    looks,
    unit: unitOf[check],
    settings: paths.map((setting) => ({
      setting,
      words: limitSettings[setting] ?? setting,
      value: shownLimit(setting, valueAt(settings, setting.split("."))),
    })),
    worst,
    standing: standing.filter((one) => one.check === check).length,
  };
}

function toResting(one: Detection, bots: ReadonlyMap<string, BotView>): readonly RestingView[] {
  const { act, botId, check, rung, until, detectionId } = one;
  const bot = botId === null ? undefined : bots.get(botId);
  if (act !== "quarantined" || bot?.status !== "quarantined") return [];
  return [
    {
      botId: bot.botId,
      name: bot.name,
      check,
      reason: bot.statusReason,
      rung: rung ?? 0,
      until: until && toDate(until).toISOString(),
      detectionId,
    },
  ];
}

const worst = (found: readonly Omit<WorstView, "share">[]): WorstView | null => {
  const [first] = found
    .map((one) => ({ ...one, share: Number(one.limit) > 0 ? Number(one.value) / Number(one.limit) : 0 }))
    .toSorted((one, other) => other.share - one.share);
  return first ?? null;
};

function worstBot(
  check: CheckName,
  measures: Measures,
  bots: ReadonlyMap<string, BotView>,
): WorstView | null {
  return worst(
    measures.flatMap(({ botId, measures: of }) => {
      const measure = of[check];
      if (!measure || measure.value === null) return [];
      const { value, limit } = measure;
      return [
        { of: bots.get(botId)?.name ?? "", botId, value: plainNumber(value), limit: plainNumber(limit) },
      ];
    }),
  );
}

function worstCrowd(running: readonly BotView[], { bodyguard }: Settings): WorstView | null {
  const limit = String(bodyguard.crowdMost);
  return worst(
    crowdsOf(running).map(({ market, bots }) => ({
      of: market,
      botId: null,
      value: String(bots.length),
      limit,
    })),
  );
}

type Parts = {
  readonly guards: readonly GuardRow[];
  readonly settings: Settings;
  readonly totals: readonly { readonly currency: string; readonly equity: string; readonly funded: string }[];
};

function worstPart({ guards, settings, totals }: Parts): WorstView | null {
  return worst(
    totals.flatMap((total) => {
      const { currency } = total;
      const memory =
        guards.find(({ scope, subject }) => scope === "part" && subject === currency)?.memory ?? null;
      const [day] = partLines({ currency, memory, total }, settings);
      return day?.used ? [{ of: day.of, botId: null, value: day.used, limit: day.most }] : [];
    }),
  );
}
