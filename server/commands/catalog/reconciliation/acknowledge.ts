import {
  acknowledgeAccount,
  acknowledgeInput,
  previewAcknowledge,
} from "@/server/execution/external/acknowledge";
import { defineCommand } from "../../command";
import { acknowledgedView } from "../../views/reconciliation";

export const acknowledgeCommand = defineCommand({
  id: "reconciliation.acknowledge",
  title: "Acknowledge what was done by hand",
  guidance:
    "Takes over deposits and withdrawals made by hand at a venue, and lets entries there go on. The owner approves it on a card first.",
  input: acknowledgeInput,
  output: acknowledgedView,
  tier: "C",
  role: "owner",
  preview: previewAcknowledge,
  run: acknowledgeAccount,
});
