// The terminal's calls that read the home's database: it is opened for them, and closed again.
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { bundle } from "./bundle.mjs";
import { auditHeadsFile } from "./home.mjs";
import { openHomeDatabase } from "./home-database.mjs";
import { node24, root } from "./paths.mjs";
import { prepareProject } from "./prepare-project.mjs";
import { runHere } from "./run-here.mjs";
import { runStep } from "./run-step.mjs";
import { loadSecrets } from "./secrets.mjs";

/** Runs scripts/cli/<call>.ts with the home's database; gives the exit status. */
export async function callWithDatabase(call, { json, home, words, terminal = false }) {
  await prepareProject((text) => console.error(text));
  const file = await bundle(`scripts/cli/${call}.ts`, `cli-${call}-${process.pid}`);
  try {
    const database = await openHomeDatabase(home, process.env);
    try {
      return await run(file, { json, home, words, terminal, database });
    } finally {
      await database.close();
    }
  } finally {
    for (const made of [file, `${file}.map`]) rmSync(made, { force: true });
  }
}

/** The keys of the audit chain and the copy of its head, where this home has made them. */
function auditEnv(home, { url, name }) {
  if (url === null) return {};
  const made = existsSync(path.join(home, "secrets.json")) ? loadSecrets(home).AMARKTAI_AUDIT_KEY : "";
  return {
    AMARKTAI_AUDIT_KEY: process.env.AMARKTAI_AUDIT_KEY || made,
    AMARKTAI_AUDIT_HEADS: auditHeadsFile(home, name),
  };
}

async function run(file, { json, home, words, terminal, database }) {
  const env = {
    ...process.env,
    AMARKTAI_HOME: home,
    AMARKTAI_LOG_LEVEL: "silent",
    ...auditEnv(home, database),
    AMARKTAI_CLI: JSON.stringify({
      json,
      words,
      database: { state: database.state, detail: database.detail },
    }),
    // a call that needs none still reads the environment
    DATABASE_URL: database.url ?? "postgres://none@127.0.0.1:1/none",
  };
  // in the caller's folder, with its terminal
  if (terminal) return runHere(["--enable-source-maps", file], env);
  const { code } = await runStep(node24(), ["--enable-source-maps", file], { env, show: true, cwd: root });
  return code;
}
