#!/usr/bin/env node
// Writes server/commands/catalog-list.ts from the commands below server/commands/catalog.
import { writeCatalog } from "./lib/write-catalog.mjs";

const { problems, looked } = writeCatalog();
for (const problem of problems) console.error(problem);
if (problems.length === 0) console.log(looked);
process.exitCode = problems.length === 0 ? 0 : 1;
