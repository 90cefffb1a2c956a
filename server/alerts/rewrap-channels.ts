import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import type { Clocks } from "@/server/kernel/clock";
import { rewrapText } from "@/server/vault/open/open-text";
import { findAllSealed, saveRewrapped } from "./store/channels";

/** After a new master key: wraps the data key of each channel's secret anew; what is sealed stays as it is. */
export async function rewrapChannels(clocks: Clocks): Promise<number> {
  let rewrapped = 0;
  for (const { channel, sealed } of await findAllSealed()) {
    const { channelId, userId, name } = channel;
    const anew = rewrapText(sealed, { userId, purpose: "alert-channel", rowId: channelId });
    if (!anew) continue;
    const ctx = jobContext(clocks, userId, "rewrap-keys", `${channelId}:${anew.masterKeyId}`);
    const saved = await commit(ctx, {
      action: "alertChannel.rewrapped",
      subject: channelId,
      reason: "the vault has a new master key",
      detail: { name, from: sealed.masterKeyId, to: anew.masterKeyId },
      events: [],
      write: (tx) => saveRewrapped(tx, channel, anew),
    });
    if (saved.ok) rewrapped++;
  }
  return rewrapped;
}
