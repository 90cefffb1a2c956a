import type { ActionContext } from "@/server/audit/action-context";
import type { RecordTx, WriteTx } from "@/server/platform/db";
import type { DeliveryView } from "./core/alert-view";
import { findChannels } from "./store/channels";
import {
  dropLetters,
  findLetter,
  findLetterDeliveries,
  type Letter,
  type MailChannel,
  queueLetter,
  saveLetter,
} from "./store/letters";

export type { Letter } from "./store/letters";

/**
 * Channels of mail that are on; of those named, where any is. A letter goes the way alerts go: tried until it is taken, over
 * restarts, one channel beside the other.
 */
export async function listMailChannels(
  userId: string,
  named: readonly string[] = [],
): Promise<readonly MailChannel[]> {
  const channels = await findChannels(userId);
  return channels
    .filter(({ enabled, target }) => enabled && target.kind === "email")
    .filter(({ channelId }) => named.length === 0 || named.includes(channelId))
    .map(({ channelId, name }) => ({ channelId, name }));
}

/** Writes a letter down, to be sent to some channels, with whatever its writer commits. Answers its id. */
export async function writeLetter(
  tx: WriteTx,
  ctx: ActionContext,
  letter: Letter,
  channels: readonly MailChannel[],
): Promise<string> {
  const letterId = await saveLetter(tx, ctx, letter);
  await queueLetter(tx, ctx, letterId, channels);
  return letterId;
}

/** Has a letter sent once more. */
export const sendAgain = (
  tx: WriteTx,
  ctx: ActionContext,
  letterId: string,
  channels: readonly MailChannel[],
): Promise<void> => queueLetter(tx, ctx, letterId, channels);

export const readLetter = (letterId: string): Promise<Letter | null> => findLetter(letterId);

export const listLetterDeliveries = (
  letterIds: readonly string[],
): Promise<ReadonlyMap<string, readonly DeliveryView[]>> => findLetterDeliveries(letterIds);

/** Takes letters away with what they were written for. */
export const removeLetters = (tx: RecordTx, letterIds: readonly string[]): Promise<void> =>
  dropLetters(tx, letterIds);
