import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { StopWith } from "./stop-with.mjs";

const text = (bytes) => randomBytes(bytes).toString("base64url");

const MAKERS = {
  NEXTAUTH_SECRET: () => text(32),
  INNGEST_SIGNING_KEY: () => `signkey-prod-${randomBytes(32).toString("hex")}`,
  INNGEST_EVENT_KEY: () => text(24),
  databaseSuperuser: () => text(24),
  databaseOwner: () => text(24),
  databaseApp: () => text(24),
  demoPassword: () => text(9),
};

/** The secrets of this home, made once and kept in secrets.json, readable by its owner only. */
export function loadSecrets(home) {
  const file = path.join(home, "secrets.json");
  const kept = existsSync(file) ? parse(file) : {};
  const secrets = Object.fromEntries(
    Object.entries(MAKERS).map(([name, make]) => [
      name,
      typeof kept[name] === "string" ? kept[name] : make(),
    ]),
  );
  if (Object.keys(MAKERS).some((name) => kept[name] !== secrets[name])) {
    // by rename: a start that is cut off must not leave half a file, for these passwords exist nowhere else
    writeFileSync(`${file}.new`, `${JSON.stringify({ ...kept, ...secrets }, null, 2)}\n`, {
      mode: 0o600,
      flush: true,
    });
    renameSync(`${file}.new`, file);
  }
  return secrets;
}

function parse(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error.code === "EACCES") {
      throw new StopWith(
        `${file} belongs to another user: start as that user, or choose another folder with --home.`,
      );
    }
    throw new StopWith(
      `${file} cannot be read as JSON: restore it from a backup; it holds the database's passwords.`,
    );
  }
}
