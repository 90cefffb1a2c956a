// npm run migration -- NAME   writes prisma/migrations/<time>_<name>/migration.sql from what changed in the schema
// npm run migration           only says whether the migrations and the schema agree
// Works on a temporary database of its own. Read what it wrote before it is committed: it knows nothing of data.
import { mkdirSync } from "node:fs";
import { inRoot } from "./lib/paths.mjs";
import { prepareProject } from "./lib/prepare-project.mjs";
import { startTestDatabase } from "./lib/suite-database.mjs";
import { endWithStatus } from "./lib/to-stop.mjs";
import { writeWhole } from "./lib/write-file.mjs";

const slug = (process.argv[2] ?? "").toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");

// a pool of the adapter would hold the process for ten seconds
process.exit(await endWithStatus(author));

async function author() {
  await prepareProject(console.log);
  const database = await startTestDatabase();
  try {
    const { diffSchema } = await import("./lib/schema-engine.mjs");
    const sql = await diffSchema(database.url);
    if (sql === null) console.log("The migrations and prisma/schema.prisma agree.");
    else if (slug) console.log(`Written: ${write(sql)}`);
    else {
      console.log(
        `The schema has changes without a migration; "npm run migration -- NAME" writes them:\n${sql}`,
      );
      return 1;
    }
    return 0;
  } finally {
    await database.close();
  }
}

function write(sql) {
  const time = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const folder = inRoot("prisma", "migrations", `${time}_${slug}`);
  mkdirSync(folder);
  writeWhole(`${folder}/migration.sql`, sql);
  return folder;
}
