import type { ChannelView } from "@/server/alerts/core/alert-view";

/** The dialog that is open: a channel's lines (null: a new one), or its removal. */
export type Opened =
  | { readonly kind: "edit"; readonly channel: ChannelView | null }
  | { readonly kind: "remove"; readonly channel: ChannelView };
