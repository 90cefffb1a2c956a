import { randomBytes } from "node:crypto";
import path from "node:path";
import { readObject } from "./kept-file.mjs";
import { StopWith } from "./stop-with.mjs";
import { writeWhole } from "./write-file.mjs";

const text = (bytes) => randomBytes(bytes).toString("base64url");

const MAKERS = {
  NEXTAUTH_SECRET: () => text(32),
  // the newest first, older ones after commas: a new one is put in front by hand
  AMARKTAI_AUDIT_KEY: () => randomBytes(32).toString("hex"),
  INNGEST_SIGNING_KEY: () => `signkey-prod-${randomBytes(32).toString("hex")}`,
  INNGEST_EVENT_KEY: () => text(24),
  databaseSuperuser: () => text(24),
  databaseOwner: () => text(24),
  databaseApp: () => text(24),
  demoPassword: () => text(9),
};

/**
 * The secrets of this home, made once and kept in secrets.json, readable by its owner only. `hasDatabase`: there is
 * one that only the kept password opens, so that one is never made anew.
 */
export function loadSecrets(home, { hasDatabase = false } = {}) {
  const file = path.join(home, "secrets.json");
  const kept = read(file, hasDatabase);
  const isKept = (name) => typeof kept[name] === "string" && kept[name] !== "";
  if (hasDatabase && !isKept("databaseSuperuser")) throw lost(file, "holds no password of the database");
  const secrets = Object.fromEntries(
    Object.entries(MAKERS).map(([name, make]) => [name, isKept(name) ? kept[name] : make()]),
  );
  if (Object.keys(MAKERS).some((name) => kept[name] !== secrets[name])) {
    // whole or not at all: these passwords exist nowhere else
    writeWhole(file, `${JSON.stringify({ ...kept, ...secrets }, null, 2)}\n`, { mode: 0o600 });
  }
  return secrets;
}

function read(file, hasDatabase) {
  const { value, fault } = readObject(file);
  if (fault?.includes("EACCES")) {
    throw new StopWith(
      `${file} belongs to another user: start as that user, or choose another folder with --home.`,
    );
  }
  if (fault) throw lost(file, fault);
  if (value === null && hasDatabase) throw lost(file, "is missing");
  return value ?? {};
}

const lost = (file, fault) =>
  new StopWith(
    `${file} ${fault}: restore it from a backup; it holds the database's passwords. Without one, move the data folder away to begin anew.`,
  );
