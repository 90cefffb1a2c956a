// npm run cli -- vault show|rotate: the vault's master keys by name, and a new one in front. No secret is printed.
import { existsSync } from "node:fs";
import { StopWith } from "./stop-with.mjs";
import { addVaultKey, listVaultKeys, vaultKeyFile } from "./vault-key.mjs";

export function vaultCall({ words: [verb], home, json }) {
  const file = vaultKeyFile(home);
  if (!existsSync(file)) throw new StopWith(`${file} is not there yet: npm start makes it.`);
  const added = verb === "rotate" ? addVaultKey(home) : null;
  const keys = listVaultKeys(home);
  if (keys.length === 0) throw new StopWith(`${file} is damaged: put it back from its copy.`);
  if (json) {
    console.log(JSON.stringify({ file, keys, added }));
    return 0;
  }
  console.log(file);
  for (const [place, { id, madeAt }] of keys.entries())
    console.log(`  ${id}  made ${madeAt}${place === 0 ? "  seals what is added" : ""}`);
  if (added !== null)
    console.log(
      "A new master key stands in front. Copy the file to where its copy is kept, then start the app again: the worker wraps what is sealed anew. The old key stays in the file; take it out by hand once every key on the page of exchanges tests well.",
    );
  return 0;
}
