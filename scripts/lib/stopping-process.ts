// Who asks for an emergency stop in a race: a process of its own, as the pages and the terminal are.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { jobContext } from "@/server/audit/job-context";
import { emergencyStop } from "@/server/emergency/emergency-stop";
import { showEmergency } from "@/server/emergency/show-emergency";
import { realTime } from "@/server/worker/proof/killer/real-time";

/** In ms: from the ask to its answer, which the commit comes before; and when that answer came, by the wall. */
export type Stopped = { readonly stopMs: number; readonly answeredAt: number };

export type Stopper = { readonly stop: () => Promise<Stopped>; readonly end: () => Promise<void> };

/** Starts `script` as that process; it is connected to the database when this resolves. */
export async function startStopper(script: string, userId: string): Promise<Stopper> {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, AMARKTAI_PROOF_ROLE: JSON.stringify({ stops: userId }) },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const heard = async () => {
    const ended = once(child, "exit").then(() => {
      throw new Error("The process that stops has ended.");
    });
    const [told] = await Promise.race([once(child, "message"), ended]);
    return told as Stopped;
  };
  await heard();
  return {
    stop: () => {
      const answer = heard();
      child.send("stop");
      return answer;
    },
    end: async () => {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}

/** What that process does. */
export async function serveStops(userId: string): Promise<void> {
  await showEmergency(userId);
  process.once("disconnect", () => process.exit(0));
  process.on("message", () => void answer(userId));
  process.send?.("ready");
}

async function answer(userId: string): Promise<void> {
  const from = performance.now();
  const stopped = await emergencyStop({ open: "hold" }, jobContext(realTime, userId, "race", "race"));
  if (!stopped.ok) throw new Error(stopped.refusal.message);
  process.send?.({ stopMs: Math.round(performance.now() - from), answeredAt: Date.now() });
}
