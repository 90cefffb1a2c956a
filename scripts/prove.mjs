// npm run prove -- NAME [--seed S] [--runs N] [--json]: tries to break a part; scripts/prove/ holds one file per name.
// Status 0 only when every promise held.
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Node ${process.versions.node} is too old for Amarktai: install Node 20.19 or newer (24 is best), then run "npm run prove" again.`,
  );
  process.exit(1);
} else {
  const { runTool } = await import("./lib/run-tool.mjs");
  process.exit(await runTool("prove", process.argv.slice(2)));
}
