import type { ChannelTarget } from "@/server/alerts/core/channel-input";

type Kind = ChannelTarget["kind"];

export const channelNames: { readonly [kind in Kind]: string } = {
  email: "E-mail",
  webhook: "Webhook",
  ntfy: "ntfy",
  telegram: "Telegram",
};

/** Where a channel leads, in a few words. */
export function targetWords(target: ChannelTarget): string {
  switch (target.kind) {
    case "email":
      return `${target.to}, by ${target.host}:${target.port}`;
    case "ntfy":
      return `${target.url}, topic ${target.topic}`;
    case "telegram":
      return `chat ${target.chat}, by ${target.url}`;
    default:
      return target.url;
  }
}

/** What a channel's secret is, by its kind. */
export const secretNames: { readonly [kind in Kind]: string } = {
  email: "Password",
  webhook: "Secret that signs",
  ntfy: "Access token, if the server asks for one",
  telegram: "The bot’s token",
};
