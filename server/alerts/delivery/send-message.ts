import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { WallMs } from "@/server/kernel/clock";
import { type PostAnswer, postOutside } from "@/server/platform/post-outside";
import type { ChannelTarget } from "../core/channel-input";
import { type Message, toNtfyBody, toTelegramBody, toWebhookBody } from "../core/message";
import { type Mail, sendMail, toMail } from "./send-mail";
import { signWebhook } from "./sign-webhook";

export type Sent =
  | { readonly error: null }
  | { readonly error: string; readonly retryAfterMs: number | null };

export type Way = {
  readonly target: ChannelTarget;
  /** empty: it has none */
  readonly secret: string;
  readonly allowPrivate: boolean;
  readonly now: WallMs;
};

const ERROR_CHARS_MOST = 300;

/** Sends an alert once, by whatever leads there; what went wrong is one bounded sentence without the secret. */
export async function sendMessage(message: Message, way: Way): Promise<Sent> {
  try {
    if (way.target.kind === "email") {
      await sendMail(way.target, way.secret, toMail(message), way.allowPrivate);
      return { error: null };
    }
    return judge(way, await postOutside({ ...postOf(message, way), allowPrivate: way.allowPrivate }));
  } catch (error) {
    return failed(error, way);
  }
}

/** Sends a letter once; only mail takes one. */
export async function sendLetter(mail: Mail, way: Way): Promise<Sent> {
  if (way.target.kind !== "email")
    return { error: "The channel is none of mail any more.", retryAfterMs: null };
  try {
    await sendMail(way.target, way.secret, mail, way.allowPrivate);
    return { error: null };
  } catch (error) {
    return failed(error, way);
  }
}

const failed = (error: unknown, way: Way): Sent => ({
  error: toWords(error instanceof Error ? error.message : "It failed.", way),
  retryAfterMs: null,
});

function postOf(message: Message, { target, secret, now }: Way) {
  const same = { "Idempotency-Key": message.deliveryId, "User-Agent": "Amarktai" };
  switch (target.kind) {
    case "ntfy": {
      const headers = secret === "" ? same : { ...same, Authorization: `Bearer ${secret}` };
      return { url: target.url, headers, body: toNtfyBody(message, target.topic) };
    }
    case "telegram": {
      const url = `${target.url.replace(/\/+$/, "")}/bot${secret}/sendMessage`;
      return { url, headers: same, body: toTelegramBody(message, target.chat) };
    }
    case "webhook": {
      const signed = {
        timestamp: Math.floor(now / 1_000).toString(),
        nonce: randomUUID(),
        body: toWebhookBody(message),
      };
      const headers = {
        ...same,
        "X-Amarktai-Timestamp": signed.timestamp,
        "X-Amarktai-Nonce": signed.nonce,
        "X-Amarktai-Signature": signWebhook(secret, signed),
      };
      return { url: target.url, headers, body: signed.body };
    }
    default:
      throw new Error(`Nothing is posted to ${target.kind}.`);
  }
}

/** What Telegram and ntfy say of a refusal. */
const refusal = z.object({
  description: z.string().optional(),
  error: z.string().optional(),
  parameters: z.object({ retry_after: z.number() }).partial().optional(),
});

function judge(way: Way, { status, text, retryAfter }: PostAnswer): Sent {
  if (status >= 200 && status < 300) return { error: null };
  if (status >= 300 && status < 400)
    return { error: `It answers with a redirect (${status}), and none is followed.`, retryAfterMs: null };
  const said = way.target.kind === "webhook" ? undefined : refusal.safeParse(parsed(text)).data;
  const words = said?.description ?? said?.error;
  const seconds = said?.parameters?.retry_after ?? Number(retryAfter ?? Number.NaN);
  return {
    error: toWords(`It answers ${status}${words ? `: ${words}` : ""}`, way),
    retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** One line of bounded length, and nothing of the secret, whoever repeated it. */
function toWords(text: string, { secret }: Way): string {
  const plain =
    secret.length < 4 ? text : text.replaceAll(secret, "…").replaceAll(encodeURIComponent(secret), "…");
  const line = plain
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, ERROR_CHARS_MOST);
  return /[.!?…]$/.test(line) ? line : `${line}.`;
}
