// The worker that is killed. Each step says in a file that it began, before it does anything: a line in a file
// outlives the process and does not need the database.
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Inngest } from "inngest";
import { type Clocks, marketMs, wallMs } from "@/server/kernel/clock";
import { createOwnEngine } from "../own-engine";

export type VictimPlace = {
  readonly databaseUrl: string;
  readonly effectsFile: string;
  /** when the proof's market clock began (wall clock), and how fast it runs */
  readonly baseMs: number;
  readonly speed: number;
};

/** One line of the file: this step of this run began, in that process. */
export type Effect = {
  readonly runId: string;
  readonly step: string;
  readonly n: number;
  readonly pid: number;
  readonly at: number;
};

export const PROOF_APP = "proof";
const STEP_MS = 20;
/** An outage of the database fails what needs it in a step: sending. It must not end the run. */
const RETRIES = 15;

/** The proof's clocks: the market's runs faster, so that sleeps and schedules come within seconds. */
export const proofClocks = ({ baseMs, speed }: Pick<VictimPlace, "baseMs" | "speed">): Clocks => ({
  market: () => marketMs(baseMs + Math.floor((Date.now() - baseMs) * speed)),
  wall: () => wallMs(Date.now()),
});

/** Runs a worker until it is killed. */
export async function runVictim(place: VictimPlace): Promise<void> {
  const note = (effect: Pick<Effect, "runId" | "step" | "n">) =>
    appendFileSync(
      place.effectsFile,
      `${JSON.stringify({ ...effect, pid: process.pid, at: Date.now() } satisfies Effect)}\n`,
    );
  const { engine } = createOwnEngine((client) => makeFunctions(client, note), {
    appId: PROOF_APP,
    databaseUrl: place.databaseUrl,
    clocks: proofClocks(place),
    signingKey: `signkey-test-${"0f".repeat(32)}`,
    eventKey: "proof",
  });
  await engine.start();
}

type Note = (effect: Pick<Effect, "runId" | "step" | "n">) => void;

function makeFunctions(client: Inngest, note: Note) {
  const asked = client.createFunction(
    { id: "asked", retries: RETRIES, triggers: [{ event: "proof/asked" }] },
    async ({ event, step, runId }) => {
      const n = Number(event.data.n);
      return step.run("answer", async () => {
        note({ runId, step: "answer", n });
        await sleep(STEP_MS);
        return { twice: n * 2 };
      });
    },
  );
  const work = client.createFunction(
    { id: "work", retries: RETRIES, triggers: [{ event: "proof/work" }] },
    async ({ event, step, runId }) => {
      const n = Number(event.data.n);
      const doStep = (name: string) =>
        step.run(name, async () => {
          note({ runId, step: name, n });
          await sleep(STEP_MS);
          return n;
        });
      for (const name of ["a", "b", "c"]) await doStep(name);
      await step.sleep("nap", "10s");
      // with an id, as every event that is sent from a step: a step cut off after its sending sends again
      await step.sendEvent("tell", { id: `told:${n}`, name: "proof/told", data: { n } });
      const answer = await step.invoke("ask", { function: asked, data: { n } });
      await doStep("d");
      return answer.twice;
    },
  );
  const told = client.createFunction(
    { id: "told", retries: RETRIES, triggers: [{ event: "proof/told" }] },
    async ({ event, step, runId }) => {
      await step.run("hear", () => note({ runId, step: "hear", n: Number(event.data.n) }));
    },
  );
  const tick = client.createFunction({ id: "tick", triggers: [{ cron: "* * * * *" }] }, async () => 1);
  return [asked, work, told, tick];
}
