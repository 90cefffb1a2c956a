import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import type { BotView } from "@/server/bots/core/bot";
import type { Book } from "@/server/kernel/book";
import type { GuardSources } from "@/server/risk/guard-sources";
import { quarantineBot } from "@/server/risk/quarantine-bots";
import type { Settings } from "@/server/settings/core/settings";
import type { Measure } from "./core/bot-facts";
import { checks } from "./core/checks";
import { decideStep, standingOf } from "./core/confirm";
import type { Detection, Finding } from "./core/detection";
import { whyWords } from "./core/measure-words";
import { confirmRulesOf } from "./core/rules-of";
import { endIf } from "./end-detection";
import { saveSuspected } from "./store/detections";

type Key = { readonly userId: string; readonly book: Book };

/** What was found of a bot at a look, and what stands of it already. */
export type FoundOfBot = {
  readonly bot: BotView;
  readonly measures: readonly Measure[];
  readonly settings: Settings;
  readonly standing: readonly Detection[];
};

/** Does what a look at a bot asks for; true when it was taken out of trading, which ends its turn. */
export async function actOnBot(sources: GuardSources, key: Key, found: FoundOfBot): Promise<boolean> {
  const { bot, measures, settings, standing } = found;
  const at = sources.clocks.market();
  const rules = confirmRulesOf(settings);
  const steps = measures.map((measure) => {
    const { check, value, limit } = measure;
    const known = standing.find((one) => one.check === check);
    const look = { at, value, limit, looks: checks[check].looks, whole: measure.unit === "count" };
    return { measure, known, step: decideStep(standingOf(known), look, rules) };
  });
  const due = steps.find(({ step }) => step === "confirm");
  if (due) {
    const cause = toFinding(due.measure);
    const rest = await quarantineBot(sources, key, bot, { until: at, reason: cause.reason, cause });
    return rest.ok;
  }
  for (const { measure, known, step } of steps) {
    if (step === "suspect") await suspect(sources, key, bot, measure);
    if (known) await endIf(sources, key.userId, known, step);
  }
  return false;
}

const toFinding = ({ check, value, limit, window, figures, since }: Measure): Finding => ({
  check,
  severity: checks[check].severity,
  value: value ?? 0,
  threshold: limit,
  reason: whyWords({ check, value: value ?? 0, limit }),
  window,
  figures,
  since,
});

async function suspect(sources: GuardSources, key: Key, bot: BotView, measure: Measure): Promise<void> {
  const { botId, name } = bot;
  const finding = toFinding(measure);
  const ctx = jobContext(sources.clocks, key.userId, "bodyguard", `${botId}:${finding.check}`);
  await commit(ctx, {
    action: "bodyguard.suspected",
    subject: botId,
    reason: finding.reason,
    detail: { check: finding.check, value: String(finding.value), threshold: String(finding.threshold) },
    events: (detectionId: string) => [
      { name: "bodyguard/changed", data: { detectionId, check: finding.check, state: "suspected" } },
    ],
    write: (tx) => saveSuspected(tx, { ...key, botId, subject: name }, finding, ctx),
  });
}
