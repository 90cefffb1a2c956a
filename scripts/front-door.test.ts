import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, test } from "vitest";

type Refusal = { status: number; words: string } | null;
type FrontDoor = {
  readHosts: (from: {
    host?: string;
    publicUrl?: string;
    jobsUrl?: string;
    more?: string;
  }) => (name: string) => boolean;
  refuseHost: (header: string | undefined, isOurs: (name: string) => boolean, url: string) => Refusal;
  standBefore: (from: { host: string; publicUrl: string; hosts: string; proxies: string }) => void;
};
const lib = (name: string) => path.resolve(import.meta.dirname, "lib", name);
const { readHosts, refuseHost, standBefore } = (await import(lib("front-door.mjs"))) as FrontDoor;
const { webEnv, workerEnv } = (await import(lib("child-env.mjs"))) as Record<
  "webEnv" | "workerEnv",
  (env: Record<string, string>) => Record<string, string>
>;

const status = (host: string | undefined, from: Parameters<FrontDoor["readHosts"]>[0] = {}) =>
  refuseHost(host, readHosts(from), "http://127.0.0.1:3000")?.status ?? 200;

describe("the name a request asks under", () => {
  test.each([
    ["localhost:3000", 200],
    ["LOCALHOST", 200],
    ["localhost.", 200],
    ["127.0.0.1:3000", 200],
    ["[::1]:3000", 200],
    ["evil.example", 421],
    ["localhost.evil.example", 421],
    ["127.0.0.1.evil.example", 421],
    ["192.168.1.5:3000", 421],
    [undefined, 400],
    ["", 400],
    ["localhost@evil.example", 400],
    ["localhost evil", 400],
    ["localhost/../", 400],
    ["a,localhost", 400],
  ])("%j is answered with %i", (host, code) => expect(status(host)).toBe(code));

  test("is also the public one, the one of --host and those of AMARKTAI_HOSTS", () => {
    expect(status("bots.example.org", { publicUrl: "https://bots.example.org" })).toBe(200);
    expect(status("bots.lan:3000", { host: "bots.lan" })).toBe(200);
    expect(status("app", { more: "bots.lan, app" })).toBe(200);
    expect(status("app-1:3000", { jobsUrl: "http://app-1:3000" })).toBe(200);
    expect(status("other", { more: "bots.lan, app" })).toBe(421);
  });

  test("is any address when all are listened on, and still no other name", () => {
    expect(status("192.168.1.5:3000", { host: "0.0.0.0" })).toBe(200);
    expect(status("[2001:db8::5]", { host: "::" })).toBe(200);
    expect(status("evil.example", { host: "0.0.0.0" })).toBe(421);
  });

  test("is told in a sentence that says what to do, without the name that was asked", () => {
    const refused = refuseHost("evil.example", readHosts({}), "http://127.0.0.1:3000");
    expect(refused?.words).toMatch(/Open http:\/\/127\.0\.0\.1:3000, or add the name to AMARKTAI_HOSTS/);
    expect(refused?.words).not.toContain("evil");
  });
});

test("a server behind the door gets cleaned headers, and every answer carries ours", async () => {
  const { emit } = http.Server.prototype;
  standBefore({ host: "127.0.0.1", publicUrl: "https://bots.example.org", hosts: "", proxies: "" });
  let seen: http.IncomingHttpHeaders = {};
  const server = http.createServer((request, response) => {
    seen = request.headers;
    response.end("in");
  });
  try {
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const answer = await fetch(`${url}/api/x`, {
      headers: {
        "x-nonce": "mine",
        "x-middleware-subrequest": "proxy:proxy:proxy",
        "x-amarktai-address": "6.6.6.6",
        "x-amarktai-path": "/evil",
        "x-forwarded-for": "6.6.6.6",
        "x-forwarded-host": "evil.example",
        "x-kept": "yes",
      },
    });
    expect(await answer.text()).toBe("in");
    expect(seen).toMatchObject({ "x-kept": "yes", "x-amarktai-address": "127.0.0.1" });
    const names = Object.keys(seen).filter((name) => /nonce|middleware|forwarded|amarktai-path/.test(name));
    expect(names).toEqual([]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "same-origin",
      "permissions-policy": expect.stringContaining("camera=()"),
      "strict-transport-security": expect.stringMatching(/^max-age=31536000/),
      "content-security-policy": expect.stringContaining("default-src 'none'"),
    });
    const refused = await new Promise<http.IncomingMessage>((done) =>
      http.get(url, { headers: { host: "evil.example" } }, done),
    );
    expect(refused.statusCode).toBe(421);
    expect(refused.headers["x-content-type-options"]).toBe("nosniff");
    refused.resume();
  } finally {
    http.Server.prototype.emit = emit;
    server.close();
  }
});

test("the web is told no key it has no use for, the worker not the key of the sessions", () => {
  const env = {
    PATH: "/bin",
    NEXTAUTH_SECRET: "s",
    NEXTAUTH_URL: "u",
    DATABASE_URL: "d",
    DATABASE_APP_URL: "a",
    INNGEST_SIGNING_KEY: "k",
    INNGEST_EVENT_KEY: "e",
    AMARKTAI_DEMO_PASSWORD: "p",
    PGPASSWORD: "p",
    AMARKTAI_AUDIT_KEY: "x",
    LUNO_API_SECRET: "x",
    AMARKTAI_DATABASE_FOLDER: "f",
  };
  expect(Object.keys(webEnv(env)).sort()).toEqual([
    "AMARKTAI_DATABASE_FOLDER",
    "DATABASE_URL",
    "NEXTAUTH_SECRET",
    "NEXTAUTH_URL",
    "PATH",
  ]);
  const served = webEnv({ ...env, INNGEST_BASE_URL: "http://127.0.0.1:8288" });
  expect(served).toMatchObject({ INNGEST_SIGNING_KEY: "k" });
  expect(served).not.toHaveProperty("INNGEST_EVENT_KEY");
  expect(workerEnv(env)).not.toHaveProperty("NEXTAUTH_SECRET");
  expect(workerEnv(env)).toHaveProperty("INNGEST_EVENT_KEY");
});
