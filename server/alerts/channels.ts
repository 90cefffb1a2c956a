import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { lastFourOf, sealText } from "@/server/vault/sealing";
import {
  type ChannelEdit,
  type ChannelInput,
  type channelRef,
  mustHaveSecret,
  secretFault,
} from "./core/channel-input";
import {
  CHANNELS_MAX,
  type Channel,
  type ChannelSet,
  dropChannel,
  findChannel,
  findChannels,
  type SealedSecret,
  saveChannel,
  saveEdited,
} from "./store/channels";
import { dropWaiting, queueTest, tryAgain } from "./store/deliveries";

export type ChannelKept = { readonly channelId: string; readonly name: string };
type ChannelRef = z.output<typeof channelRef>;

/**
 * Keeps a channel that a person typed, its secret sealed: that is in no answer, event, audit entry or log. Refuses with
 * `conflict` where one of that name is there, `limit_reached`, `not_now` without a master key.
 */
export async function addChannel(input: ChannelInput, ctx: ActionContext): Promise<Result<ChannelKept>> {
  const channels = await findChannels(ctx.userId);
  if (channels.some(({ name }) => name === input.name)) return refuseName(input.name);
  if (channels.length >= CHANNELS_MAX)
    return refuse("limit_reached", `There are ${CHANNELS_MAX} channels already. Remove one first.`);
  const channelId = randomUUID();
  const secret = sealFor(ctx.userId, channelId, input.secret ?? "");
  if (!secret.ok) return secret;
  return tell(ctx, { channelId, name: input.name }, "added", (tx) =>
    saveChannel(tx, { channelId, userId: ctx.userId, ...setOf(input) }, secret.value, ctx.wallNow),
  );
}

/**
 * Changes a channel. Left out, its secret stays as long as it leads to the same place: who may edit a channel must not
 * be able to send its secret somewhere else. What waits for it is tried at once. Refuses with `not_found`, `invalid`,
 * `conflict`, `stale_write`.
 */
export async function editChannel(input: ChannelEdit, ctx: ActionContext): Promise<Result<ChannelKept>> {
  const { channelId, target } = input;
  const channels = await findChannels(ctx.userId);
  const before = channels.find((channel) => channel.channelId === channelId);
  if (!before) return refuseNone();
  if (channels.some((other) => other.channelId !== channelId && other.name === input.name))
    return refuseName(input.name);
  const written = input.secret ?? "";
  const fault = faultOf(before, target, written);
  if (fault) return refuse("invalid", fault, "secret");
  const secret = sealFor(ctx.userId, channelId, written);
  if (!secret.ok) return secret;
  const kept = secret.value ?? (placeOf(before.target) === placeOf(target) ? "keep" : "drop");
  return tell(ctx, { channelId, name: input.name }, "changed", async (tx) => {
    await saveEdited(tx, before, setOf(input), kept);
    await tryAgain(tx, channelId, ctx.wallNow);
  });
}

/** What is wrong with a secret, or with none, for where a channel leads now. */
function faultOf(before: Channel, target: ChannelInput["target"], written: string): string | null {
  if (written !== "") return secretFault(target, written);
  if (placeOf(before.target) === placeOf(target)) return null;
  return needsOne(target) ? "The channel leads somewhere else now: write its secret again." : null;
}

const needsOne = (target: ChannelInput["target"]): boolean =>
  mustHaveSecret(target.kind) || (target.kind === "email" && target.login !== "");

/** Where a channel's secret is shown or used: kind and server. */
const placeOf = (target: ChannelInput["target"]): string =>
  target.kind === "email"
    ? JSON.stringify([target.kind, target.host, target.port, target.security, target.login])
    : JSON.stringify([target.kind, target.url]);

/** Takes a channel out, with what is sealed of it; what waits for it is dropped. Refuses with `not_found`. */
export async function removeChannel(
  { channelId }: ChannelRef,
  ctx: ActionContext,
): Promise<Result<ChannelKept>> {
  const channel = await findChannel(ctx.userId, channelId);
  if (!channel) return refuseNone();
  return tell(ctx, { channelId, name: channel.name }, "removed", async (tx) => {
    await dropChannel(tx, channel);
    await dropWaiting(tx, channelId, ctx.wallNow);
  });
}

/** Has a test sent, which the worker does within a second or two; its answer is told by an event. */
export async function testChannel(
  { channelId }: ChannelRef,
  ctx: ActionContext,
): Promise<Result<ChannelKept>> {
  const channel = await findChannel(ctx.userId, channelId);
  if (!channel) return refuseNone();
  return tell(ctx, { channelId, name: channel.name }, "tested", async (tx) => {
    await queueTest(tx, ctx, channel);
  });
}

const setOf = ({ name, enabled, minSeverity, quietFrom, quietTo, target }: ChannelInput): ChannelSet => ({
  name,
  enabled,
  minSeverity,
  target,
  quiet: quietFrom !== null && quietTo !== null ? { from: quietFrom, to: quietTo } : null,
});

/** Null where there is nothing to seal. */
function sealFor(userId: string, channelId: string, text: string): Result<SealedSecret | null> {
  if (text === "") return accept(null);
  const sealed = sealText(text, { userId, purpose: "alert-channel", rowId: channelId });
  return sealed.ok ? accept({ sealed: sealed.value, lastFour: lastFourOf(text) }) : sealed;
}

async function tell(
  ctx: ActionContext,
  kept: ChannelKept,
  did: "added" | "changed" | "removed" | "tested",
  write: Parameters<typeof commit<void>>[1]["write"],
): Promise<Result<ChannelKept>> {
  const { channelId, name } = kept;
  const written = await commit(ctx, {
    action: `alertChannel.${did}`,
    subject: channelId,
    reason: `the channel ${name} was ${did}`,
    detail: { name },
    events: [{ name: "alert/channels", data: { channelId } }],
    write,
  });
  return written.ok ? accept(kept) : written;
}

const refuseName = (name: string) =>
  refuse("conflict", `There is a channel named ${name} already. Choose another name.`, "name");
const refuseNone = () => refuse("not_found", "There is no such channel. Look at the list of channels.");
