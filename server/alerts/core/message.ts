// What is sent of an alert, one shape a kind of channel. Whatever an alert says may be a stranger's text: it is text
// everywhere, never markup, never a header.
import { readKind } from "./kinds";
import type { Severity } from "./severity";

export type AlertSaid = {
  readonly kind: string;
  readonly severity: Severity;
  readonly subject: string;
  readonly why: string;
  readonly todo: string;
  readonly count: number;
  /** ISO UTC, wall clock */
  readonly firstAt: string;
  readonly lastAt: string;
  readonly resolvedAt: string | null;
};

/** An alert on its way. */
export type Message = AlertSaid & {
  /** of the delivery: the same on every try, so that whoever hears it twice can tell */
  readonly deliveryId: string;
  readonly title: string;
  /** the page that shows it */
  readonly link: string;
};

const WORDS: { readonly [severity in Severity]: string } = {
  low: "Low",
  medium: "Medium",
  high: "High",
  critical: "Critical",
};

export const toMessage = (said: AlertSaid, deliveryId: string, link: string): Message => ({
  ...said,
  deliveryId,
  link,
  title: readKind(said.kind).title,
});

/** What a test says. */
export const testMessage = (deliveryId: string, link: string, at: string): Message => ({
  kind: "test",
  severity: "low",
  subject: "system:alerts",
  title: "A test",
  why: "You asked for a test of this channel. It works.",
  todo: "Nothing has to be done.",
  count: 1,
  firstAt: at,
  lastAt: at,
  resolvedAt: null,
  deliveryId,
  link,
});

/** In one line, without anything that could begin another. */
export const headline = ({ severity, title }: Message): string =>
  `[${WORDS[severity]}] ${title}`.replace(/\p{Cc}+/gu, " ");

/** The alert in plain text. */
export function toText(message: Message): string {
  const { why, todo, count, firstAt, lastAt, resolvedAt, link } = message;
  const times = count > 1 ? [`${count} times, first ${firstAt}, last ${lastAt}`] : [`At ${firstAt}`];
  const over = resolvedAt === null ? [] : [`Over since ${resolvedAt}`];
  return [headline(message), "", why, "", `What to do: ${todo}`, "", ...times, ...over, link].join("\n");
}

const ESCAPES: { readonly [char: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? "");

/** The alert as mail: no picture, no style from outside, every word of it escaped. */
export function toHtml(message: Message): string {
  const [, , ...rest] = toText(message).split("\n");
  const lines = rest.slice(0, -1).map((line) => (line === "" ? "<br>" : `<div>${escapeHtml(line)}</div>`));
  const link = escapeHtml(message.link);
  return [
    '<!doctype html><html lang="en"><body style="font:15px/1.5 sans-serif">',
    `<h1 style="font-size:18px">${escapeHtml(headline(message))}</h1>`,
    ...lines,
    `<p><a href="${link}">${link}</a></p></body></html>`,
  ].join("");
}

/** The body of a webhook, version 1. */
export function toWebhookBody(message: Message): string {
  const { deliveryId, kind, severity, title, why, todo, subject, count, firstAt, lastAt, resolvedAt, link } =
    message;
  return JSON.stringify({
    version: 1,
    id: deliveryId,
    kind,
    severity,
    title,
    why,
    todo,
    subject,
    count,
    firstAt,
    lastAt,
    resolvedAt,
    link,
  });
}

const PRIORITY: { readonly [severity in Severity]: number } = { low: 2, medium: 3, high: 4, critical: 5 };
const NTFY_CHARS_MOST = 3_500;

/** ntfy's JSON form. */
export const toNtfyBody = (message: Message, topic: string): string =>
  JSON.stringify({
    topic,
    title: headline(message),
    message: shortened(`${message.why}\n\n${message.todo}`, NTFY_CHARS_MOST),
    priority: PRIORITY[message.severity],
    tags: [message.severity],
    click: message.link,
  });

const TELEGRAM_CHARS_MOST = 4_000;

/** Telegram's sendMessage; no parse mode: what looks like markup is shown as it is. */
export const toTelegramBody = (message: Message, chat: string): string =>
  JSON.stringify({
    chat_id: chat,
    text: shortened(toText(message), TELEGRAM_CHARS_MOST),
    link_preview_options: { is_disabled: true },
  });

const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;
