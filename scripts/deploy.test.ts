// deploy/ as far as it can be judged without containers: that it says what it must, and says nothing that the app,
// or what it is built with, does not know.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";

const ROOT = path.join(import.meta.dirname, "..");
const read = (name: string) => readFileSync(path.join(ROOT, name), "utf8");
const text = read("deploy/compose.yaml");

type Service = {
  readonly image?: string;
  readonly profiles?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string; readonly required?: boolean }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly build?: { readonly context: string; readonly dockerfile: string };
};
const compose = parse(text, { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
};
const service = (name: string): Service => {
  const found = compose.services[name];
  if (!found) throw new Error(`no service ${name}`);
  return found;
};
const apps = ["app-1", "app-2"].map(service);

test("two copies of the app, Postgres, Redis and an Inngest server, each looked after", () => {
  expect(Object.keys(compose.services).sort()).toEqual(["app-1", "app-2", "inngest", "postgres", "redis"]);
  for (const one of Object.values(compose.services)) expect(one.healthcheck?.test[0]).toBe("CMD");
  for (const one of Object.values(compose.services))
    for (const name of Object.keys(one.depends_on ?? {})) service(name);
});

test("no image names a registry, and no port is open beyond this machine", () => {
  for (const { image, ports } of Object.values(compose.services)) {
    expect(image?.split("/")[0]).not.toMatch(/[.:]\w+\//);
    expect(image?.includes("/") ? image.split("/")[0] : "").not.toContain(".");
    for (const port of ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  }
  expect(read("deploy/Dockerfile")).toMatch(/^FROM node:24-slim$/m);
});

test("what a kill must not lose is written down: Redis with its append-only file, every store on a volume", () => {
  const command = service("redis").command?.join(" ");
  expect(command).toContain("--appendonly yes");
  expect(command).toMatch(/--appendfsync (everysec|always)/);
  expect(command).toContain("--maxmemory-policy noeviction");
  const mounted = Object.values(compose.services).flatMap(({ volumes }) =>
    (volumes ?? []).map((volume) => volume.split(":")[0] ?? "").filter((name) => !name.startsWith(".")),
  );
  expect(mounted.sort()).toEqual(Object.keys(compose.volumes).sort());
  expect(service("inngest").environment).toMatchObject({
    INNGEST_POSTGRES_URI: expect.stringContaining("@postgres:5432/inngest"),
    INNGEST_REDIS_URI: "redis://redis:6379",
  });
  expect(service("inngest").depends_on).toMatchObject({ redis: { condition: "service_healthy" } });
});

test("both copies are the same but for where each is reached, and have every secret in common", () => {
  const [one, two] = apps.map(({ environment }) => environment ?? {});
  const differing = Object.keys(one ?? {}).filter((name) => one?.[name] !== two?.[name]);
  expect(differing.sort()).toEqual(["INNGEST_SERVE_ORIGIN"]);
  for (const [place, app] of apps.entries()) {
    const name = `app-${place + 1}`;
    expect(app.environment?.INNGEST_SERVE_ORIGIN).toBe(`http://${name}:3000`);
  }
  // the server takes the same two keys
  for (const key of ["INNGEST_SIGNING_KEY", "INNGEST_EVENT_KEY"])
    expect(service("inngest").environment?.[key]).toBe(one?.[key]);
});

test("every variable is one that something reads, and every one that must be set is in env.example", () => {
  const ours = readdirSync(path.join(ROOT, "scripts/lib")).map((name) => `scripts/lib/${name}`);
  const known = [...ours, "server/platform/env.ts", "node_modules/inngest/helpers/consts.js"]
    .map(read)
    .join("\n");
  for (const name of Object.keys(apps[0]?.environment ?? {})) {
    const option = name.replace("AMARKTAI_", "").toLowerCase();
    expect(known.includes(name) || known.includes(`"${option}"`), name).toBe(true);
  }
  const example = read("deploy/env.example");
  const wanted = [...text.matchAll(/\$\{(\w+)[^}]*\}/g)].map(([, name]) => name ?? "");
  expect(wanted.length).toBeGreaterThan(15);
  for (const name of new Set(wanted)) expect(example, name).toMatch(new RegExp(`^#?${name}=`, "m"));
  const init = read("deploy/postgres-init.sh");
  for (const [, name] of init.matchAll(/"\$(\w+)"/g))
    expect([...Object.keys(service("postgres").environment ?? {}), "POSTGRES_USER"]).toContain(name);
});

test("the image starts the app by its own options, in the folder that is kept", async () => {
  const dockerfile = read("deploy/Dockerfile");
  const command = JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? "[]") as string[];
  expect(command.slice(0, 2)).toEqual(["node", "scripts/start.mjs"]);
  const { readOptions } = (await import(path.join(ROOT, "scripts/lib/options.mjs"))) as {
    readOptions: (argv: string[], env: object, cwd: string) => Record<string, unknown>;
  };
  expect(readOptions(command.slice(2), {}, "/app")).toMatchObject({
    host: "0.0.0.0",
    home: "/data",
    port: 3000,
  });
  for (const app of apps) expect(app.volumes?.[0]).toMatch(/^app-\d:\/data$/);
  for (const [, file] of dockerfile.matchAll(/'\/app\/(scripts\/[\w/.-]+)'/g))
    expect(existsSync(path.join(ROOT, file ?? "")), file).toBe(true);
  expect(dockerfile.match(/'\/app\/scripts/g)).toHaveLength(2);
  expect(apps[0]?.build).toEqual({ context: "..", dockerfile: "deploy/Dockerfile" });
  const libs = (await import(path.join(ROOT, "scripts/lib/build.mjs"))) as object;
  expect(libs).toMatchObject({ buildWeb: expect.any(Function), buildWorker: expect.any(Function) });
});

test("the embedded engine is the default; a server is asked for by its profile, which the app does not need", () => {
  for (const name of ["redis", "inngest"]) expect(service(name).profiles).toEqual(["inngest"]);
  for (const app of apps) {
    expect(app.environment?.INNGEST_BASE_URL).toMatch(/^\$\{INNGEST_BASE_URL:-\}$/);
    expect(app.depends_on?.inngest).toEqual({ condition: "service_healthy", required: false });
  }
});
