// npm run simulator -- --exchange NAME: one of the five exchanges on this machine, without network or money.
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Node ${process.versions.node} is too old for Amarktai: install Node 20.19 or newer (24 is best), then run "npm run simulator" again.`,
  );
  process.exit(1);
} else {
  const { runTool } = await import("./lib/run-tool.mjs");
  process.exit(await runTool("simulator", ["serve", ...process.argv.slice(2)]));
}
