import type { ActionContext } from "@/server/audit/action-context";
import { commitAll } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import { record } from "@/server/audit/record";
import type { Trace } from "@/server/audit/trace";
import { type Clocks, plusMs, toDate, type WallMs } from "@/server/kernel/clock";
import type { WriteTx } from "@/server/platform/db";
import { getSettings } from "@/server/settings/get-settings";
import { openText } from "@/server/vault/open/open-text";
import { GIVE_UP_MS, nextTry } from "../core/back-off";
import { testMessage, toMessage } from "../core/message";
import { quietUntil } from "../core/quiet-hours";
import { foldAct } from "../fold-act";
import { type Channel, findChannel, findSealed, saveHeard } from "../store/channels";
import {
  bringForward,
  claim,
  type Due,
  findDue,
  findDueChannels,
  hold,
  type Outcome,
  postpone,
  saveOutcome,
} from "../store/deliveries";
import { findLetter } from "../store/letters";
import { type Sent, sendLetter, sendMessage, type Way } from "./send-message";

/** Longer than any try lasts: a delivery whose process died meanwhile is tried again then. */
const TRY_MS = 90_000;
const OF_ONE_CHANNEL_MOST = 10;
/** So many failures in a row are an alert of their own. */
const FAILING_AFTER = 3;

export type Outside = {
  /** where people reach the pages */
  readonly appUrl: string;
  /** development: this machine and its network may be written to */
  readonly allowPrivate: boolean;
};

/**
 * Looks for alerts that are due at their channels and begins to send them: to be called again and again. Channels do
 * not wait for each other, and no look waits for a send; what is given ends with those that this look began. A delivery
 * is told with its id, the same on every try: one whose process dies after the send is sent once more.
 */
export function createDelivery(clocks: Clocks, outside: Outside) {
  const busy = new Set<string>();
  return async (): Promise<{ readonly ended: Promise<void> }> => {
    const channels = (await findDueChannels(clocks.wall())).filter((channelId) => !busy.has(channelId));
    const work = channels.map(async (channelId) => {
      busy.add(channelId);
      try {
        const due = await findDue(channelId, clocks.wall());
        for (const one of due.slice(0, OF_ONE_CHANNEL_MOST))
          if (!(await deliver(one, clocks, outside))) break;
      } finally {
        busy.delete(channelId);
      }
    });
    return { ended: Promise.all(work).then(() => undefined) };
  };
}

/** False where the channel failed: what else is due there waits. */
async function deliver(due: Due, clocks: Clocks, outside: Outside): Promise<boolean> {
  const { userId, channelId } = due;
  const channel = await findChannel(userId, channelId);
  const needless = whyNeedless(due, channel);
  if (needless || !channel) {
    await settle(due, clocks, { status: "dropped", error: needless ?? "", nextAt: null });
    return true;
  }
  const quiet = await quietFor(due, channel, clocks);
  if (quiet !== null) {
    await record((tx) => hold(tx, due, quiet));
    return true;
  }
  if (!(await record((tx) => claim(tx, due, plusMs(clocks.wall(), TRY_MS))))) return true;
  const secret = await openSecretOf(channel);
  const sent = secret.error
    ? { error: secret.error, retryAfterMs: null }
    : await send(due, outside, {
        target: channel.target,
        secret: secret.text,
        allowPrivate: outside.allowPrivate,
        now: clocks.wall(),
      });
  const outcome = outcomeOf(due, sent, clocks);
  await settle(due, clocks, outcome);
  return outcome.status !== "queued";
}

/** An alert, a letter, or a test. */
async function send({ deliveryId, alert, letterId }: Due, { appUrl }: Outside, way: Way): Promise<Sent> {
  if (letterId !== null) {
    const letter = await findLetter(letterId);
    return letter
      ? sendLetter({ deliveryId, ...letter }, way)
      : { error: "The letter is not kept any more.", retryAfterMs: null };
  }
  const link = `${appUrl}/alerts${alert ? `?alert=${alert.alertId}` : ""}`;
  const message = alert
    ? toMessage(alert, deliveryId, link)
    : testMessage(deliveryId, link, toDate(way.now).toISOString());
  return sendMessage(message, way);
}

/** Why a delivery is told to nobody any more; null where it is. */
function whyNeedless(due: Due, channel: Channel | null): string | null {
  if (!channel) return "The channel was removed.";
  const { alert } = due;
  if (!channel.enabled && !isTest(due)) return "The channel is off.";
  return alert?.isOldRound ? "It was told anew before this could be sent." : null;
}

async function quietFor({ alert, userId }: Due, { quiet }: Channel, clocks: Clocks) {
  if (!alert || !quiet || alert.severity === "critical") return null;
  const { timeZone } = await getSettings(userId);
  return quietUntil(clocks.wall(), timeZone, quiet);
}

async function openSecretOf({ channelId, userId }: Channel): Promise<{ text: string; error?: string }> {
  const sealed = await findSealed(channelId);
  if (!sealed) return { text: "" };
  const opened = openText(sealed, { userId, purpose: "alert-channel", rowId: channelId });
  return opened.ok ? { text: opened.value } : { text: "", error: opened.refusal.message };
}

const isTest = ({ alert, letterId }: Due): boolean => alert === null && letterId === null;

function outcomeOf(due: Due, sent: Sent, clocks: Clocks): Outcome {
  const { tries, queuedAt } = due;
  const { error } = sent;
  if (error === null) return { status: "sent", error: null, nextAt: null };
  const now = clocks.wall();
  // who asked for a test looks at its answer
  if (isTest(due) || now - queuedAt >= GIVE_UP_MS) return { status: "failed", error, nextAt: null };
  return { status: "queued", error, nextAt: nextTry(now, tries + 1, sent.retryAfterMs) };
}

/** Writes down what became of a try, and, where a channel fails again and again or works again, that as well. */
async function settle(due: Due, clocks: Clocks, outcome: Outcome): Promise<void> {
  const { deliveryId, userId, channelId, tries } = due;
  const ctx = jobContext(clocks, userId, "deliver-alerts", `${deliveryId}:${tries + 1}`);
  await commitAll<readonly Trace[]>({
    write: async (tx) => {
      await saveOutcome(tx, deliveryId, outcome, ctx.wallNow);
      if (outcome.status === "dropped") return [traceOf(due, ctx, outcome)];
      await moveOthers(tx, channelId, outcome, ctx.wallNow);
      const failures = await saveHeard(tx, channelId, { error: outcome.error, now: ctx.wallNow });
      const traces =
        outcome.status === "queued" && !isPowerOfTwo(tries + 1) ? [] : [traceOf(due, ctx, outcome)];
      const dedupeKey = `channel_failing:${channelId}`;
      if (outcome.error === null)
        return [
          ...traces,
          ...(await foldAct(tx, ctx, { act: "resolve", dedupeKey, words: "It works again." })),
        ];
      if (failures !== FAILING_AFTER) return traces;
      const ask = { kind: "channel_failing", subject: `channel:${channelId}`, dedupeKey } as const;
      return [...traces, ...(await foldAct(tx, ctx, { act: "raise", ask: { ...ask, why: outcome.error } }))];
    },
    traces: (traces) => traces,
  });
}

/** One delivery at a time shows whether a channel works: the others of it wait for that one, or follow it. */
async function moveOthers(tx: WriteTx, channelId: string, { status, nextAt }: Outcome, now: WallMs) {
  if (status === "queued") await postpone(tx, channelId, nextAt);
  if (status === "sent") await bringForward(tx, channelId, now);
}

const isPowerOfTwo = (count: number): boolean => (count & (count - 1)) === 0;

const ACTIONS: { readonly [status in Outcome["status"]]: string } = {
  sent: "alert.delivered",
  queued: "alert.delivery_delayed",
  failed: "alert.delivery_failed",
  dropped: "alert.delivery_dropped",
};

const traceOf = (
  { deliveryId, channelId, alert, tries }: Due,
  ctx: ActionContext,
  outcome: Outcome,
): Trace => ({
  ctx,
  action: ACTIONS[outcome.status],
  subject: deliveryId,
  reason: outcome.error ?? "the channel took it",
  detail: { channelId, alertId: alert?.alertId ?? null, tries: tries + 1 },
  events: [
    { name: "alert/delivered", data: { channelId, alertId: alert?.alertId ?? null, status: outcome.status } },
  ],
});
