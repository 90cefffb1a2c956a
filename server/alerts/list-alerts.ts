import { wallMs } from "@/server/kernel/clock";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { getSettings } from "@/server/settings/get-settings";
import type {
  AlertCount,
  AlertDetailView,
  AlertFilter,
  AlertPage,
  AlertSettingsView,
  ChannelView,
} from "./core/alert-view";
import { readKind } from "./core/kinds";
import { SEVERITIES } from "./core/severity";
import { type Channel, findChannels } from "./store/channels";
import { type AlertCursor, countWaiting, cursorOf, findDetail, findPage, findRecent } from "./store/lists";

const FORM = /^(\d{1,15})_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

export const isAlertCursor = (text: string): boolean => FORM.test(text);

function readCursor(text: string | undefined): AlertCursor | null {
  const [, lastAt, alertId] = FORM.exec(text ?? "") ?? [];
  return lastAt && alertId ? { lastAt: wallMs(Number(lastAt)), alertId } : null;
}

/** One page of alerts, by when they were last found, newest first. */
export async function listAlerts(
  q: AlertFilter & { readonly userId: string; readonly cursor?: string | undefined; readonly limit: number },
): Promise<AlertPage> {
  const found = await findPage({ ...q, after: readCursor(q.cursor), limit: q.limit + 1 });
  const alerts = found.slice(0, q.limit);
  const last = alerts.at(-1);
  const { lastAt, alertId } = last ? cursorOf(last) : { lastAt: 0, alertId: "" };
  return { alerts, nextCursor: found.length > q.limit ? `${lastAt}_${alertId}` : null };
}

/** All of one alert: why, what to do, and who was told. Refuses with `not_found`. */
export async function showAlert(userId: string, alertId: string): Promise<Result<AlertDetailView>> {
  const found = await findDetail(userId, alertId);
  if (!found) return refuse("not_found", "There is no such alert. Look at the list of alerts.");
  const { fires, lasts } = readKind(found.alert.kind);
  return accept({ ...found, fires, lasts, facts: toFacts(found.facts) });
}

function toFacts(facts: unknown): AlertDetailView["facts"] {
  if (typeof facts !== "object" || facts === null) return [];
  return Object.entries(facts).map(([name, value]) => ({
    name,
    value: typeof value === "string" ? value : JSON.stringify(value),
  }));
}

/** How many alerts wait for their owner, and the worst of them: the bell of every page. */
export async function countAlerts(userId: string): Promise<AlertCount> {
  const counts = await countWaiting(userId);
  return {
    waiting: [...counts.values()].reduce((sum, count) => sum + count, 0),
    worst: SEVERITIES.findLast((severity) => (counts.get(severity) ?? 0) > 0) ?? null,
  };
}

/** Where alerts are sent, without any secret. */
export async function showAlertSettings(userId: string): Promise<AlertSettingsView> {
  const [channels, { timeZone }] = await Promise.all([findChannels(userId), getSettings(userId)]);
  return { channels: await Promise.all(channels.map(toChannelView)), timeZone };
}

const toChannelView = async (channel: Channel): Promise<ChannelView> => ({
  channelId: channel.channelId,
  name: channel.name,
  enabled: channel.enabled,
  minSeverity: channel.minSeverity,
  quiet: channel.quiet,
  target: channel.target,
  lastFour: channel.lastFour,
  failures: channel.failures,
  lastError: channel.lastError,
  lastSentAt: channel.lastSentAt === null ? null : new Date(channel.lastSentAt).toISOString(),
  recent: await findRecent(channel.channelId),
});
