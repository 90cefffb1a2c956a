import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { ActionContext } from "@/server/audit/action-context";
import { asOwner } from "@/server/bots/testing/arrange-fleet";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { useMaster } from "@/server/vault/testing/make-master";
import { addChannel } from "../channels";
import { type ChannelInput, channelInput } from "../core/channel-input";
import { createDelivery, type Outside } from "../delivery/deliver-alerts";
import { raiseAlert } from "../raise-alert";

export const HERE: Outside = { appUrl: "https://bots.example.org", allowPrivate: true };
export const SECRET = "canary-secret-5521-whole";
/** Long enough to sign with. */
export const SIGNED = "a-secret-of-enough-length";
export const asked = {
  kind: "feed_frozen",
  subject: "venue:luno",
  dedupeKey: "feed_frozen:luno",
  why: "Luno has told no price for 90 s.",
} as const;

/** An owner with channels, a clock that is moved by hand, and rounds of the delivery loop, for one test file. */
export function openDeliveryStage() {
  let database: TestDatabase;
  let addMasterKey: () => string;
  const stage = { now: wallMs(Date.UTC(2026, 10, 30, 12)) };
  const userId = randomUUID();
  const clocks = { market: () => marketMs(stage.now), wall: () => stage.now };
  const ctx = (): ActionContext => ({
    actor: { kind: "owner", id: userId },
    userId,
    runId: randomUUID(),
    channel: "web",
    marketNow: marketMs(stage.now),
    wallNow: stage.now,
  });
  beforeAll(async () => {
    addMasterKey = (await useMaster()).addKey;
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    stage.now = wallMs(Date.UTC(2026, 10, 30, 12));
    await emptyAlerts(database);
  });
  return Object.assign(stage, {
    clocks,
    ctx,
    addMasterKey: () => addMasterKey(),
    /** One round of the loop, to its end. */
    deliver: async (outside = HERE) => (await createDelivery(clocks, outside)()).ended,
    later: (ms: number) => {
      stage.now = wallMs(stage.now + ms);
    },
    raise: (more = {}) => raiseAlert({ ...asked, ...more }, ctx()),
    deliveries: () => db.alertDelivery.findMany({ orderBy: [{ queuedWallAt: "asc" }, { round: "asc" }] }),
    add: async (target: ChannelInput["target"], more: Partial<ChannelInput> = {}) => {
      const added = await addChannel(channelInput.parse({ name: target.kind, target, ...more }), ctx());
      if (!added.ok) throw new Error(added.refusal.message);
      return added.value.channelId;
    },
  });
}

const emptyAlerts = ({ ownerUrl }: TestDatabase) =>
  asOwner(ownerUrl, (client) => client.query("TRUNCATE alert, alert_delivery, alert_channel"));

const toClose: (() => Promise<unknown>)[] = [];
/** Ends the servers of a test; each does by itself after it. */
export async function closeServers(): Promise<void> {
  for (const close of toClose.splice(0)) await close();
}
afterEach(closeServers);

type Heard = { readonly path: string; readonly headers: IncomingMessage["headers"]; readonly body: string };

/** A server of its own on this machine that answers as it is told, in turn, the last answer from then on. */
export async function listen(...answers: readonly ((response: ServerResponse) => void)[]) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      heard.push({ path: request.url ?? "", headers: request.headers, body });
      const answer = answers[Math.min(heard.length - 1, answers.length - 1)];
      if (answer) answer(response);
      else response.end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  toClose.push(() => new Promise((resolve) => server.close(resolve)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}
export const answering =
  (status: number, body = "", headers = {}) =>
  (response: ServerResponse) =>
    response.writeHead(status, headers).end(body);

type Mail = { readonly to: string; readonly raw: string };

/** A real mail server; `refuses` says how often it takes nothing before it does. */
export async function startMail(refuses = 0, port = 0) {
  const mails: Mail[] = [];
  let refused = 0;
  const server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth: ({ username, password }, _session, done) =>
      username === "me" && password === SECRET
        ? done(null, { user: "me" })
        : done(new Error(`no such login ${password}`)),
    onData: (stream, session, done) => {
      let raw = "";
      stream.on("data", (part) => {
        raw += part;
      });
      stream.on("end", () => {
        if (refused < refuses) {
          refused += 1;
          return done(Object.assign(new Error("try again later"), { responseCode: 451 }));
        }
        const [to] = session.envelope.rcptTo;
        mails.push({ to: to?.address ?? "", raw });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", () => resolve()));
  toClose.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, mails };
}
export const mailTo = (port: number) =>
  ({
    kind: "email",
    host: "127.0.0.1",
    port,
    security: "none",
    login: "me",
    from: "bots@example.org",
    to: "owner@example.org",
  }) as const;
