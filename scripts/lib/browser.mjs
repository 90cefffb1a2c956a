import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { npm } from "./install.mjs";
import { inRoot, node24, root } from "./paths.mjs";
import { runStep, stepLog } from "./run-step.mjs";
import { StopWith } from "./stop-with.mjs";

const KNOWN = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const PACKAGE = "@sparticuz/chromium";
const UNPACK = `const { default: chromium } = await import("${PACKAGE}"); console.log(await chromium.executablePath());`;

/** The browser of the journeys: one that is there, else Debian's as root, else npm's for everybody else. */
export async function findBrowser(say) {
  const there = [process.env.AMARKTAI_CHROMIUM, ...KNOWN].find((file) => file && existsSync(file));
  if (there) return there;
  return (await fromDebian(say)) ?? (await fromNpm(say));
}

async function fromDebian(say) {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return null;
  say("installing Debian's Chromium: about a minute, the first time only");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await runStep("apt-get", ["update"], { env });
  await runStep("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { env });
  return KNOWN.find((file) => existsSync(file)) ?? null;
}

async function fromNpm(say) {
  say("getting the Chromium that npm has: a minute, the first time only");
  const cwd = existsSync(inRoot("node_modules", PACKAGE)) ? root : await installApart();
  const { code, output } = await runStep(node24(), ["--input-type=module", "-e", UNPACK], { cwd });
  const file = output.trim().split("\n").at(-1);
  if (code === 0 && file && existsSync(file)) return file;
  throw new StopWith(
    `There is no browser for the journeys: install Chromium, or set AMARKTAI_CHROMIUM to one (details: ${stepLog}).`,
  );
}

/** npm leaves an optional package out when it asks for a newer Node than npm runs on: ours is newer. */
async function installApart() {
  const folder = inRoot(".cache", "browser");
  const version = JSON.parse(readFileSync(inRoot("package.json"), "utf8")).optionalDependencies[PACKAGE];
  mkdirSync(folder, { recursive: true });
  await npm(["install", "--prefix", folder, "--no-save", "--no-package-lock", `${PACKAGE}@${version}`]);
  return folder;
}
