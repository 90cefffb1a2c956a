import { testChannel } from "@/server/alerts/channels";
import { channelRef } from "@/server/alerts/core/channel-input";
import { defineCommand } from "../../command";
import { channelKept } from "../../views/alerts";

export const testChannelCommand = defineCommand({
  id: "alerts.test",
  title: "Send a test",
  guidance:
    "Sends a test to a channel of alerts, also in its quiet hours; what came of it is told by alerts.settings.",
  input: channelRef,
  output: channelKept,
  tier: "W",
  role: "owner",
  run: testChannel,
});
