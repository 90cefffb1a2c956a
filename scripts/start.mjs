// npm start. Runs on a bare machine: plain JavaScript, nothing imported before the packages are installed.
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Node ${process.versions.node} is too old for Amarktai: install Node 20.19 or newer (24 is best), then run "npm start" again.`,
  );
  process.exit(1);
} else {
  const { start } = await import("./lib/start-app.mjs");
  process.exit(await start(process.argv.slice(2)));
}
