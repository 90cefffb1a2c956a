import { listMailChannels } from "@/server/alerts/letters";
import type { ActionContext } from "@/server/audit/action-context";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { changeSetting } from "@/server/settings/change-setting";
import { getSettings } from "@/server/settings/get-settings";
import type { ReportSettingsInput } from "./core/report-input";
import type { ReportSettingsView } from "./core/report-view";

/** How reports are sent, and where to. */
export async function showReportSettings(userId: string): Promise<ReportSettingsView> {
  const [{ reports, timeZone }, mailChannels] = await Promise.all([
    getSettings(userId),
    listMailChannels(userId),
  ]);
  return { ...reports, timeZone, mailChannels };
}

/** Changes how reports are sent; what is left out stays. Refuses with `not_found` for a channel that is none of mail. */
export async function setReports(
  input: ReportSettingsInput,
  ctx: ActionContext,
): Promise<Result<ReportSettingsView>> {
  const { channels = [] } = input;
  const known = new Set((await listMailChannels(ctx.userId)).map(({ channelId }) => channelId));
  if (channels.some((channelId) => !known.has(channelId)))
    return refuse(
      "not_found",
      "One of these is no channel of mail that is on. Look at Settings, Alert channels.",
      "channels",
    );
  // each is one change with an entry of its own in the trail; what stands already changes nothing
  for (const [name, value] of Object.entries(input)) {
    const changed = await changeSetting(ctx, {
      path: ["reports", name],
      next: () => value,
      reason: (before, after) => `reports: ${name} from ${plain(before)} to ${plain(after)}`,
    });
    if (!changed.ok) return changed;
  }
  return accept(await showReportSettings(ctx.userId));
}

const plain = (value: unknown): string =>
  Array.isArray(value) && value.length === 0 ? "all" : String(value);
