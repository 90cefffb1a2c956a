import { editChannel } from "@/server/alerts/channels";
import { channelEdit } from "@/server/alerts/core/channel-input";
import { defineCommand } from "../../command";
import { channelKept } from "../../views/alerts";

export const editChannelCommand = defineCommand({
  id: "alerts.editChannel",
  title: "Change a channel",
  guidance:
    "Changes a channel for alerts, typed by the owner on the page of its settings. Never ask for its secret in a conversation.",
  input: channelEdit,
  output: channelKept,
  secretInput: true,
  stepUp: true,
  tier: "W",
  role: "owner",
  run: editChannel,
});
