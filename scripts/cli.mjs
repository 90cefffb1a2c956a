#!/usr/bin/env node
// What scripts/amarktai runs: amarktai CALL [--json] [--home DIR], or npm run cli -- CALL.
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Node ${process.versions.node} is too old for Amarktai: install Node 20.19 or newer (24 is best), then run it again.`,
  );
  process.exit(1);
} else {
  const { runCli } = await import("./lib/run-cli.mjs");
  process.exit(await runCli(process.argv.slice(2)));
}
