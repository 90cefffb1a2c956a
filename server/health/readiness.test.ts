import { createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { wallMs } from "@/server/kernel/clock";
import { readiness } from "./readiness";

const NOW = wallMs(Date.UTC(2026, 10, 22, 12));
let hanging: Server | undefined;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await new Promise((resolve) => (hanging ? hanging.close(resolve) : resolve(null)));
});

test("a database that accepts and never answers is not ready within a second, and probes do not pile up", async () => {
  hanging = createServer((socket) => sockets.push(socket));
  await new Promise<void>((resolve) => hanging?.listen(0, "127.0.0.1", resolve));
  const address = hanging.address();
  const port = typeof address === "object" ? address?.port : 0;
  vi.stubEnv("DATABASE_URL", `postgres://nobody@127.0.0.1:${port}/none`);
  // the first question of a process loads the client
  await readiness(NOW);
  for (let probe = 0; probe < 3; probe++) {
    const started = performance.now();
    const { status, checks } = await readiness(NOW);
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(status).toBe("not ready");
    expect(checks.database).toEqual({
      ok: false,
      detail: "The database does not answer. Restart with npm start; nothing is lost.",
    });
  }
  expect(sockets.length).toBeLessThanOrEqual(2);
});
