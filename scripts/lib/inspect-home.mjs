// The first look of a start: every file of the data folder that it will read, before a minute is spent on anything.
import { readdirSync } from "node:fs";
import path from "node:path";
import { readObject, setAside, setAsideFolder } from "./kept-file.mjs";
import { checkDataFolder } from "./postgres.mjs";
import { findDataFolder } from "./postgres-place.mjs";
import { loadSecrets } from "./secrets.mjs";
import { loadVaultKey } from "./vault-key.mjs";

/**
 * Gives {secrets, vaultPublic, notes}. What can be made again was set aside, a sentence in `notes` each; what cannot be is refused
 * with StopWith, and nothing was changed then.
 */
export function inspectHome(home, env) {
  const hasDatabase = !env.DATABASE_URL && checkDataFolder(findDataFolder(home));
  const secrets = loadSecrets(home, { hasDatabase });
  const vault = loadVaultKey(home);
  const notes = [
    vault.note,
    mendRecord(path.join(home, "database.json")),
    ...namesOf(path.join(home, "run")).map(mendRecord),
    ...namesOf(path.join(home, "logs")).map(setAsideFolder),
  ];
  return { secrets, vaultPublic: vault.publicKey, notes: notes.filter(Boolean) };
}

const namesOf = (folder) =>
  readdirSync(folder)
    .filter((name) => !name.endsWith(".damaged"))
    .map((name) => path.join(folder, name));

function mendRecord(file) {
  const { fault } = readObject(file);
  return fault && setAside(file, fault);
}
