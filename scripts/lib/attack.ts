// What one hostile client can do to the pages, all at once and without a pause: the attacker of `prove -- abuse`.
import { randomBytes } from "node:crypto";
import { Agent, type OutgoingHttpHeaders, request } from "node:http";
import { connect } from "node:net";

export type AttackPlace = {
  readonly url: string;
  /** a session's cookie: the client may also be somebody who is signed in */
  readonly cookie: string;
  readonly email: string;
  readonly untilMs: number;
  readonly seed: number;
};

/** Answers by status of each attack; 0 is a connection that was cut. */
export type AttackTally = { readonly [attack: string]: { readonly [status: string]: number } };

const MB = 1024 * 1024;
const BODY_BYTES = 24 * MB;
const BATCH_CALLS = 900;
const STREAMS = 200;
const SLOW_SOCKETS = 300;
const TIMEOUT_MS = 20_000;
/** Its 503 is an answer: a machine under all this may well not be ready. */
export const READINESS = "readiness";
const HEAVY_CALLS = [
  ...["dashboard.live", "decisions.list", "positions.list", "trades.list", "health.show"],
  ...["bots.list", "backtest.choices", "markets.list", "jobs.list", "status"],
];

/** Attacks until its time is over, then tells what it was answered. */
export async function attack(place: AttackPlace): Promise<AttackTally> {
  const tally: Record<string, Record<string, number>> = {};
  const note = (name: string, status: number) => {
    tally[name] ??= {};
    const counts = tally[name];
    counts[status] = (counts[status] ?? 0) + 1;
  };
  const run = createRunner(place, note);
  await Promise.all([
    ...oversized(run),
    ...batches(run),
    ...streams(run, place),
    ...passwords(run, place),
    ...pages(run, place),
    ...calls(run, place),
    ...slowSockets(place, note),
  ]);
  return tally;
}

type Ask = {
  readonly path: string;
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Buffer | string;
  /** hold the answer open, unread, until the end */
  readonly hold?: boolean;
};
type Run = (name: string, lanes: number, make: (turn: number) => Ask) => Promise<void>[];

/** Each lane asks again as soon as it is answered. */
function createRunner({ url, untilMs }: AttackPlace, note: (name: string, status: number) => void): Run {
  const agents = {
    held: new Agent({ maxSockets: 2 * STREAMS }),
    short: new Agent({ keepAlive: true, maxSockets: 128 }),
  };
  const ask = ({ path, method = "GET", headers = {}, body, hold }: Ask): Promise<number> =>
    new Promise((resolve) => {
      const agent = hold ? agents.held : agents.short;
      const asked = request(`${url}${path}`, { method, headers, agent, timeout: TIMEOUT_MS }, (reply) => {
        const status = reply.statusCode ?? 0;
        if (hold && Date.now() >= untilMs) {
          // answered when the others had gone: what it says is of no attack
          asked.destroy();
          return resolve(0);
        }
        if (hold && status === 200) {
          reply.pause();
          setTimeout(() => asked.destroy(), Math.max(0, untilMs - Date.now()));
          asked.once("close", () => resolve(status));
          return;
        }
        reply.resume();
        reply.once("close", () => resolve(status));
      });
      asked.once("timeout", () => asked.destroy());
      asked.once("error", () => resolve(0));
      if (body === ENDLESS) void pour(asked);
      else asked.end(body);
    });
  return (name, lanes, make) =>
    Array.from({ length: lanes }, async (_, lane) => {
      for (let turn = lane; Date.now() < untilMs; turn += lanes) {
        const status = await ask(make(turn));
        note(name, status);
        // a cut connection answers at once: without this one lane would spin
        if (status === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
}

/** A body without length and without end. */
const ENDLESS = Buffer.from("endless");
async function pour(asked: ReturnType<typeof request>): Promise<void> {
  const part = Buffer.alloc(64 * 1024, "[");
  const gone = new Promise<void>((resolve) => asked.once("close", resolve));
  for (let n = 0; n < BODY_BYTES / part.length && !asked.destroyed; n++)
    if (!asked.write(part))
      await Promise.race([gone, new Promise<void>((resolve) => asked.once("drain", resolve))]);
  asked.end();
}

function oversized(run: Run): Promise<void>[] {
  const large = Buffer.alloc(BODY_BYTES, "[");
  const json = { "content-type": "application/json" };
  const forged = () => `t=${Math.floor(Date.now() / 1000)}&s=${randomBytes(32).toString("hex")}`;
  const doors = [
    "/api/inngest?fnId=amarktai-poll-stop-losses&stepId=step",
    "/api/trpc/welcome.claim",
    "/api/auth/callback/credentials",
    "/api/enter/signin",
    "/signin",
  ];
  return [
    ...run("oversized bodies", 6, (turn) => ({
      path: doors[turn % doors.length] ?? "",
      method: "POST",
      headers: { ...json, "x-inngest-signature": forged() },
      body: large,
    })),
    ...run("endless bodies", 2, (turn) => ({
      path: doors[turn % doors.length] ?? "",
      method: "POST",
      headers: { ...json, ...(turn % 2 && { "x-inngest-signature": forged() }) },
      body: ENDLESS,
    })),
  ];
}

const batches = (run: Run): Promise<void>[] =>
  run("batches of 900", 8, (turn) => {
    const comma = [",", "%2C", "%2c"][turn % 3] ?? ",";
    return { path: `/api/trpc/${Array(BATCH_CALLS).fill("welcome.state").join(comma)}?batch=1&input=%7B%7D` };
  });

function streams(run: Run, { cookie }: AttackPlace): Promise<void>[] {
  const path = "/api/events";
  return [
    ...run("streams of a session", STREAMS, () => ({ path, headers: { cookie }, hold: true })),
    ...run("streams of a stranger", 4, () => ({ path, hold: true })),
  ];
}

function passwords(run: Run, { url, email }: AttackPlace): Promise<void>[] {
  const headers = { "content-type": "application/x-www-form-urlencoded", origin: url };
  return run("wrong passwords", 8, (turn) => {
    const who = turn % 2 ? email : `${randomBytes(4).toString("hex")}@example.com`;
    const fields = { email: who, password: randomBytes(12).toString("hex"), next: "/dashboard" };
    return { path: "/api/enter/signin", method: "POST", headers, body: String(new URLSearchParams(fields)) };
  });
}

function pages(run: Run, { seed }: AttackPlace): Promise<void>[] {
  const doors = ["/signin", "/", "/welcome", "/dashboard", "/bots/x%00y", "/api/export/trades.csv"];
  const more = ["/api/health", "/api/auth/session", "/api/auth/csrf", "/api/inngest", "/nothing"];
  const all = [...doors, ...more];
  return [
    ...run("pages and probes", 8, (turn) => ({
      path: all[(turn * 7 + seed) % all.length] ?? "/",
      headers: {
        cookie: `next-auth.session-token=${randomBytes(turn % 2 ? 16 : 4_000).toString("base64url")}`,
      },
    })),
    ...run(READINESS, 2, () => ({ path: "/api/ready" })),
  ];
}

function calls(run: Run, { cookie }: AttackPlace): Promise<void>[] {
  const names = [...HEAVY_CALLS, ...HEAVY_CALLS].join("%2C");
  const odd = encodeURIComponent(JSON.stringify({ 0: { json: { bot: "a\u0000\ud800" } } }));
  return [
    ...run("calls of a session", 6, () => ({
      path: `/api/trpc/${names}?batch=1&input=%7B%7D`,
      headers: { cookie },
    })),
    ...run("texts that cannot be kept", 2, () => ({
      path: `/api/trpc/bots.show?batch=1&input=${odd}`,
      headers: { cookie },
    })),
  ];
}

/** Connections that send a header a second and never end it. */
function slowSockets(
  { url, untilMs }: AttackPlace,
  note: (name: string, status: number) => void,
): Promise<void>[] {
  const { hostname, port } = new URL(url);
  return Array.from({ length: SLOW_SOCKETS }, async () => {
    while (Date.now() < untilMs) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname, () => socket.write("GET / HTTP/1.1\r\n"));
        const drip = setInterval(() => {
          if (Date.now() > untilMs) socket.destroy();
          else socket.write("x-drip: 1\r\n");
        }, 1_000);
        socket.on("error", () => undefined);
        socket.resume();
        socket.once("close", () => {
          clearInterval(drip);
          resolve();
        });
      });
      note("slow connections", 0);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  });
}
