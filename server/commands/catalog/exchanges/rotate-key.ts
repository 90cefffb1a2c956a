import { keyInput } from "@/server/vault/core/key-input";
import { rotateKey } from "@/server/vault/rotate-key";
import { defineCommand } from "../../command";
import { keyAdded } from "../../views/exchanges";

export const rotateKeyCommand = defineCommand({
  id: "exchanges.rotateKey",
  title: "Replace a key",
  guidance:
    "Puts a new key in the place of one, typed by the owner on the page of exchanges. Never ask for a key in a conversation.",
  input: keyInput,
  output: keyAdded,
  secretInput: true,
  stepUp: true,
  tier: "W",
  role: "owner",
  run: rotateKey,
});
