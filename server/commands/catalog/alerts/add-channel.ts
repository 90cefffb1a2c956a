import { addChannel } from "@/server/alerts/channels";
import { channelInput } from "@/server/alerts/core/channel-input";
import { defineCommand } from "../../command";
import { channelKept } from "../../views/alerts";

export const addChannelCommand = defineCommand({
  id: "alerts.addChannel",
  title: "Add a channel",
  guidance:
    "Keeps a channel for alerts, typed by the owner on the page of its settings. Never ask for its secret in a conversation.",
  input: channelInput,
  output: channelKept,
  secretInput: true,
  stepUp: true,
  tier: "W",
  role: "owner",
  run: addChannel,
});
