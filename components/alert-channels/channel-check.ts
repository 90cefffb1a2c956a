// What the form of a channel holds and is judged by: the input of the command that takes it.
import type { z } from "zod";
import type { ChannelView } from "@/server/alerts/core/alert-view";
import type { ChannelInput, channelEdit, channelInput } from "@/server/alerts/core/channel-input";
import type { Severity } from "@/server/alerts/core/severity";
import type { FormCheck } from "../ui/check-form";
import { numberOrText } from "../ui/typed-text";

type Target = ChannelInput["target"];
type Kind = Target["kind"];

/** Every field of every kind; those of the kind that is chosen are sent. */
export type ChannelFields = {
  readonly kind: Kind;
  readonly name: string;
  readonly host: string;
  readonly port: string;
  readonly security: Extract<Target, { kind: "email" }>["security"];
  readonly login: string;
  readonly from: string;
  readonly to: string;
  readonly url: string;
  readonly topic: string;
  readonly chat: string;
  readonly secret: string;
  readonly minSeverity: Severity;
  readonly quietFrom: string;
  readonly quietTo: string;
  readonly enabled: boolean;
};

/** The server each kind begins with. */
export const STANDARD_URL: { readonly [kind in Kind]: string } = {
  email: "",
  webhook: "",
  ntfy: "https://ntfy.sh",
  telegram: "https://api.telegram.org",
};

const EMPTY: ChannelFields = {
  kind: "email",
  name: "",
  host: "",
  port: "587",
  security: "starttls",
  login: "",
  from: "",
  to: "",
  url: "",
  topic: "",
  chat: "",
  secret: "",
  minSeverity: "medium",
  quietFrom: "",
  quietTo: "",
  enabled: true,
};

/** A new channel, or one as it is kept; its secret is not told to anybody. */
export function fieldsOf(channel: ChannelView | null): ChannelFields {
  if (!channel) return EMPTY;
  const { name, target, minSeverity, quiet, enabled } = channel;
  const { port, ...rest } = { port: 587, ...target };
  const times = { quietFrom: quiet?.from ?? "", quietTo: quiet?.to ?? "" };
  return { ...EMPTY, ...rest, port: String(port), name, minSeverity, enabled, ...times };
}

export type ChannelSent = z.input<typeof channelInput>;
type EditSent = z.input<typeof channelEdit>;

/** The check of a new channel. */
export const addCheck: FormCheck<ChannelFields, ChannelSent> = {
  schema: () => import("@/server/alerts/core/channel-input").then(({ channelInput: schema }) => schema),
  toInput: (fields) => toSent(fields),
  fieldOf: (path) => path.replace(/^target\./, ""),
};

/** The check of one that is there. */
export const editCheck = (channelId: string): FormCheck<ChannelFields, EditSent> => ({
  schema: () => import("@/server/alerts/core/channel-input").then(({ channelEdit: schema }) => schema),
  toInput: (fields) => ({ channelId, ...toSent(fields) }),
  fieldOf: (path) => path.replace(/^target\./, ""),
});

function toSent(fields: ChannelFields): ChannelSent {
  const { name, minSeverity, enabled, quietFrom, quietTo, secret } = fields;
  return {
    name,
    minSeverity,
    enabled,
    quietFrom: quietFrom === "" ? null : quietFrom,
    quietTo: quietTo === "" ? null : quietTo,
    target: toTarget(fields),
    ...(secret === "" ? {} : { secret }),
  };
}

function toTarget(fields: ChannelFields): ChannelSent["target"] {
  const { kind, url, topic, chat, host, port, security, login, from, to } = fields;
  if (kind === "email") return { kind, host, port: numberOrText(port) as number, security, login, from, to };
  if (kind === "ntfy") return { kind, url, topic };
  return kind === "telegram" ? { kind, url, chat } : { kind, url };
}
