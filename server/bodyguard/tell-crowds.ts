import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import type { Book } from "@/server/kernel/book";
import type { GuardSources } from "@/server/risk/guard-sources";
import type { Settings } from "@/server/settings/core/settings";
import { checks } from "./core/checks";
import { decideStep, standingOf } from "./core/confirm";
import type { Detection, Finding } from "./core/detection";
import { crowdsOf, type Runner } from "./core/judge-crowds";
import { whyWords } from "./core/measure-words";
import { confirmRulesOf } from "./core/rules-of";
import { endIf } from "./end-detection";
import { saveConfirmed, saveSuspected } from "./store/detections";

type Key = { readonly userId: string; readonly book: Book };
type Fleet = {
  readonly running: readonly Runner[];
  readonly standing: readonly Detection[];
  readonly settings: Settings;
};

/** Tells where more bots run on one market than the owner wants; pauses none of them. */
export async function tellCrowds(
  sources: GuardSources,
  key: Key,
  { running, standing, settings }: Fleet,
): Promise<void> {
  const limit = settings.bodyguard.crowdMost;
  const at = sources.clocks.market();
  const known = new Map(
    standing.filter(({ check }) => check === "crowding").map((one) => [one.subject, one]),
  );
  const sizes = new Map(crowdsOf(running).map(({ market, bots }) => [market, bots]));
  for (const market of new Set([...sizes.keys(), ...known.keys()])) {
    const bots = sizes.get(market) ?? [];
    const one = known.get(market);
    const look = { at, value: bots.length, limit, looks: checks.crowding.looks, whole: true };
    const step = decideStep(standingOf(one), look, confirmRulesOf(settings));
    if (step === "suspect") await tell(sources, key, { market, bots, limit, confirmed: false });
    if (step === "confirm") await tell(sources, key, { market, bots, limit, confirmed: true });
    if (one) await endIf(sources, key.userId, one, step);
  }
}

type Crowded = {
  readonly market: string;
  readonly bots: readonly string[];
  readonly limit: number;
  readonly confirmed: boolean;
};

async function tell(sources: GuardSources, key: Key, crowd: Crowded): Promise<void> {
  const { market, bots, limit, confirmed } = crowd;
  const finding: Finding = {
    check: "crowding",
    severity: checks.crowding.severity,
    value: bots.length,
    threshold: limit,
    reason: whyWords({ check: "crowding", value: bots.length, limit }),
    window: "the bots that run now",
    figures: { bots: bots.join(", ") },
    since: null,
  };
  const ctx = jobContext(sources.clocks, key.userId, "bodyguard", `${key.book}:${market}`);
  const place = { ...key, botId: null, subject: market };
  const state = confirmed ? "confirmed" : "suspected";
  await commit(ctx, {
    action: confirmed ? "bodyguard.told" : "bodyguard.suspected",
    subject: market,
    reason: finding.reason,
    detail: { book: key.book, check: "crowding", bots: bots.length, limit },
    events: (detectionId: string) => [
      { name: "bodyguard/changed", data: { detectionId, check: "crowding", state } },
    ],
    write: (tx) =>
      confirmed
        ? saveConfirmed(tx, place, finding, { ...ctx, acted: { act: "told" } })
        : saveSuspected(tx, place, finding, ctx),
  });
}
