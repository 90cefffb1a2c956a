import { removeChannel } from "@/server/alerts/channels";
import { channelRef } from "@/server/alerts/core/channel-input";
import { defineCommand } from "../../command";
import { channelKept } from "../../views/alerts";

export const removeChannelCommand = defineCommand({
  id: "alerts.removeChannel",
  title: "Remove a channel",
  guidance: "Takes a channel out with its secret; alerts go to the others and to the pages alone.",
  input: channelRef,
  output: channelKept,
  tier: "W",
  role: "owner",
  run: removeChannel,
});
