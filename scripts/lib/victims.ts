// Two workers in processes of their own, started again whenever they end, as the supervisor does.
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Outage } from "@/server/engine/proof/judge-proof";
import type { VictimPlace } from "@/server/engine/proof/run-victim";

const WORKERS = 2;
const AGAIN_MS = 100;

type Slot = { child: ChildProcess | null; ready: boolean };

export type Victims = {
  /** kill -9 of one; gives its process id once it has ended, null when it was just down */
  readonly kill: (which: number) => Promise<number | null>;
  readonly allReady: () => boolean;
  /** while none was up, or the database was not: between `downBegins` and `downEnds` */
  readonly outages: () => readonly Outage[];
  readonly databaseDown: (isDown: boolean) => void;
  readonly stop: () => Promise<void>;
};

export function startVictims(script: string, place: VictimPlace): Victims {
  const slots: Slot[] = Array.from({ length: WORKERS }, () => ({ child: null, ready: false }));
  const outages: Outage[] = [];
  let stopping = false;
  let databaseIsDown = false;
  let downSince: number | null = Date.now();

  const look = () => {
    const isUp = !databaseIsDown && slots.some((slot) => slot.ready);
    if (!isUp) downSince ??= Date.now();
    else if (downSince !== null) {
      outages.push({ from: downSince, to: Date.now() });
      downSince = null;
    }
  };
  const start = (slot: Slot) => {
    const child = spawn(process.execPath, [script], {
      env: { ...process.env, AMARKTAI_VICTIM: JSON.stringify(place) },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    slot.child = child;
    child.once("message", () => {
      slot.ready = true;
      look();
    });
    child.once("exit", async () => {
      slot.ready = false;
      slot.child = null;
      look();
      await sleep(AGAIN_MS);
      if (!stopping) start(slot);
    });
  };
  for (const slot of slots) start(slot);

  return {
    kill: async (which) => {
      const child = slots[which]?.child;
      if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return null;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
      return child.pid;
    },
    allReady: () => slots.every((slot) => slot.ready),
    outages: () => (downSince === null ? outages : [...outages, { from: downSince, to: Date.now() }]),
    databaseDown: (isDown) => {
      databaseIsDown = isDown;
      look();
    },
    stop: async () => {
      stopping = true;
      const ends = slots.map(({ child }) => child && new Promise((end) => child.once("exit", end)));
      for (const { child } of slots) child?.kill("SIGKILL");
      await Promise.all(ends);
    },
  };
}
