import { addKey } from "@/server/vault/add-key";
import { keyInput } from "@/server/vault/core/key-input";
import { defineCommand } from "../../command";
import { keyAdded } from "../../views/exchanges";

export const addKeyCommand = defineCommand({
  id: "exchanges.addKey",
  title: "Add a key",
  guidance:
    "Keeps a key of an exchange, typed by the owner on the page of exchanges; one of a testnet is only tested, no bot trades with it. Never ask for a key in a conversation.",
  input: keyInput,
  output: keyAdded,
  secretInput: true,
  stepUp: true,
  tier: "W",
  role: "owner",
  run: addKey,
});
