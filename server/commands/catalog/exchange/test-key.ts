import { askTest } from "@/server/vault/ask-test";
import { keyRef } from "@/server/vault/core/key-input";
import { defineCommand } from "../../command";
import { keyNamed } from "../../views/exchanges";

export const testKeyCommand = defineCommand({
  id: "exchange.test",
  title: "Test a key",
  guidance:
    "Asks the worker to try the key of an exchange: rights, clock, balances. Sends no order. The list of exchanges tells how it went.",
  input: keyRef,
  output: keyNamed,
  tier: "W",
  role: "owner",
  run: askTest,
});
