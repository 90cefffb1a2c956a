// The simulated exchanges of a start with --practice: where they listen, how they are started and waited for.
import path from "node:path";
import { bundle } from "./bundle.mjs";
import { inRoot } from "./paths.mjs";
import { freePort } from "./ports.mjs";
import { StopWith } from "./stop-with.mjs";

const EXCHANGES = ["luno", "binance", "kucoin", "kraken", "valr"];
const ANSWER_WITHIN_MS = 60_000;
const LOOK_MS = 100;
const LOOK_WITHIN_MS = 2_000;

export const simulatorsFolder = (home) => path.join(home, "simulators");

/** Ports for this start, the same ones after a death: { text: "luno=http://127.0.0.1:PORT,…", origins, program }. */
export async function preparePractice({ dev }) {
  const ports = new Set();
  while (ports.size < EXCHANGES.length) ports.add(await freePort());
  const origins = [...ports].map((port) => `http://127.0.0.1:${port}`);
  return {
    origins,
    text: EXCHANGES.map((name, index) => `${name}=${origins[index]}`).join(","),
    program: dev ? await bundle("scripts/simulator/practice.ts", "practice") : inRoot("dist", "practice.mjs"),
  };
}

/** What the simulators are told of an environment: no key, no database. */
export const practiceEnv = ({ home, seed }, { text }, { PATH, TZ }) => ({
  ...(PATH === undefined ? {} : { PATH }),
  ...(TZ === undefined ? {} : { TZ }),
  AMARKTAI_SIMULATORS: text,
  AMARKTAI_SIMULATOR_STATE: simulatorsFolder(home),
  AMARKTAI_SEED: String(seed),
});

/** Resolves when every one of them answers. */
export async function practiceReady({ origins }, run) {
  const until = Date.now() + ANSWER_WITHIN_MS;
  while (!(await allAnswer(origins))) {
    if (run.stopping) throw run.failure ?? new StopWith("Stopped before it was ready.");
    if (Date.now() > until)
      throw new StopWith(
        "The simulated exchanges do not answer: look into logs/simulators.log of the home folder.",
      );
    await new Promise((done) => setTimeout(done, LOOK_MS));
  }
}

async function allAnswer(origins) {
  const asked = origins.map(async (origin) => {
    const reply = await fetch(`${origin}/_simulator/state`, { signal: AbortSignal.timeout(LOOK_WITHIN_MS) });
    return reply.ok;
  });
  const answers = await Promise.all(asked.map((one) => one.catch(() => false)));
  return answers.every(Boolean);
}
