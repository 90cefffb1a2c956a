import { removeKey } from "@/server/connections/remove-key";
import { keyRef } from "@/server/vault/core/key-input";
import { defineCommand } from "../../command";
import { keyNamed } from "../../views/exchanges";

export const removeKeyCommand = defineCommand({
  id: "exchanges.removeKey",
  title: "Remove a key",
  guidance:
    "Takes a key of an exchange out of the vault. Refused while live bots need it to close what is open.",
  input: keyRef,
  output: keyNamed,
  stepUp: true,
  tier: "W",
  role: "owner",
  run: removeKey,
});
