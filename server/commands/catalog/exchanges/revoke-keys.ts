import { z } from "zod";
import { revokeKeys } from "@/server/connections/revoke-keys";
import { exchangeWire } from "@/server/kernel/name-wires";
import { defineCommand } from "../../command";
import { keysRevoked } from "../../views/exchanges";

export const revokeKeysCommand = defineCommand({
  id: "exchanges.revoke",
  title: "Revoke keys and pause all",
  guidance:
    "For a key that others may have: pauses every bot of that exchange and removes its keys. The owner revokes the key at the exchange as well.",
  input: z.strictObject({ exchange: exchangeWire }),
  output: keysRevoked,
  tier: "W",
  role: "owner",
  run: revokeKeys,
});
