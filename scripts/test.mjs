// npm test: check, unit, property and database tests, browser journeys. Plain JavaScript: it installs the rest.
// With arguments it runs only those files: npm test -- server/bots/core/promotion.test.ts
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Node ${process.versions.node} is too old for Amarktai: install Node 20.19 or newer (24 is best), then run "npm test" again.`,
  );
  process.exit(1);
} else {
  const { runSuite } = await import("./lib/run-suite.mjs");
  process.exit(await runSuite(process.argv.slice(2)));
}
