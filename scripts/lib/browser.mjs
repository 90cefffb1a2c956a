import { existsSync } from "node:fs";
import { node24 } from "./paths.mjs";
import { runStep, stepLog } from "./run-step.mjs";
import { StopWith } from "./stop-with.mjs";

const KNOWN = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const FROM_NPM =
  'const { default: chromium } = await import("@sparticuz/chromium"); console.log(await chromium.executablePath());';

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
  say("unpacking the Chromium that npm brought");
  const { code, output } = await runStep(node24(), ["--input-type=module", "-e", FROM_NPM]);
  const file = output.trim().split("\n").at(-1);
  if (code === 0 && file && existsSync(file)) return file;
  throw new StopWith(
    `There is no browser for the journeys: install Chromium, or set AMARKTAI_CHROMIUM to one (details: ${stepLog}).`,
  );
}
