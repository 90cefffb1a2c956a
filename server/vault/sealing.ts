import { randomUUID } from "node:crypto";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { env } from "@/server/platform/env";
import type { KeyInput } from "./core/key-input";
import type { OtherBound } from "./envelope";
import { readSealingKey } from "./master-key";
import { type Sealed, sealSecret } from "./seal";
import type { NewKey } from "./store";

const LAST = 4;

/** Seals what a person typed, for a row that may be there already. Refuses where this start has no master key. */
export function sealKey(
  input: KeyInput,
  { userId, wallNow }: Pick<Parameters<typeof toNewKey>[1], "userId" | "wallNow">,
  credentialId: string = randomUUID(),
): Result<NewKey> {
  const master = readSealingKey(env().AMARKTAI_VAULT_PUBLIC);
  if (!master) return refuse("not_now", NO_KEY);
  return accept(toNewKey(input, { userId, wallNow, credentialId, master }));
}

/** Seals a secret of another kind for its row. Refuses where this start has no master key. */
export function sealText(text: string, bound: OtherBound): Result<Sealed> {
  const master = readSealingKey(env().AMARKTAI_VAULT_PUBLIC);
  return master ? accept(sealSecret(Buffer.from(text), bound, master)) : refuse("not_now", NO_KEY);
}

/** What is shown of a secret ever after. */
export const lastFourOf = (text: string): string =>
  // of one that is hardly longer, four characters would be half of it
  text.length >= 2 * LAST ? text.slice(-LAST) : text.slice(-1);

const NO_KEY =
  "The vault has no master key, so nothing can be kept: the start said why. Put vault-key.json back into the data folder and start again.";

type Owner = Pick<NewKey, "userId" | "credentialId"> & {
  readonly wallNow: NewKey["keptAt"];
  readonly master: NonNullable<ReturnType<typeof readSealingKey>>;
};

function toNewKey(input: KeyInput, { userId, credentialId, wallNow, master }: Owner): NewKey {
  const { exchange, site, apiKey, secret, passphrase, label } = input;
  const bound = { userId, exchange, site, credentialId };
  const plain = Buffer.from(JSON.stringify({ apiKey, secret, passphrase: passphrase ?? null }));
  return {
    ...bound,
    label: label ?? "",
    lastFour: lastFourOf(apiKey),
    sealed: sealSecret(plain, bound, master),
    keptAt: wallNow,
  };
}
