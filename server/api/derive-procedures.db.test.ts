import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import type { BotView } from "@/server/bots/core/bot";
import { catalog } from "@/server/commands/catalog-list";
import { type AnyCommand, type CommandAnswer, defineCommand } from "@/server/commands/command";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { accept } from "@/server/kernel/result";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { deriveProcedures } from "./derive-procedures";
import type { RequestContext } from "./request-context";
import { createCaller } from "./root";
import { createCallerFactory, type ProcedureMeta, router } from "./trpc";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const common = { title: "Planted", guidance: "Stands in this test alone.", role: "viewer" } as const;

/** Answers what it is told to, and says so. */
const echoCommand = defineCommand({
  ...common,
  id: "planted.echo",
  input: z.strictObject({ text: z.string().min(2, "Write two letters or more.") }),
  output: z.strictObject({ text: z.string(), length: z.number() }),
  tier: "R",
  run: async ({ text }) => accept({ text, length: text.length }),
});
/** Answers a field that its output does not know. */
const lyingCommand = defineCommand({
  ...common,
  id: "planted.lie",
  input: z.strictObject({}),
  output: z.strictObject({ ok: z.literal(true) }),
  tier: "R",
  run: async () => accept({ ok: true as const, secret: "more than was said" }),
});
const writeCommand = defineCommand({
  ...common,
  id: "planted.write",
  input: z.strictObject({ amount: z.string() }),
  output: z.strictObject({ done: z.literal(true) }),
  tier: "W",
  role: "trader",
  run: async () => accept({ done: true as const }),
});

const planted = [...catalog, echoCommand, lyingCommand, writeCommand] as const;
const appRouter = router(deriveProcedures(planted));
const caller = createCallerFactory(appRouter);

const request: RequestContext = {
  session: {
    userId: randomUUID(),
    role: "viewer",
    email: "a@example.com",
    name: "A",
    sessionId: randomUUID(),
    expiresAt: new Date(0).toISOString(),
  },
  sameSite: true,
  wallNow: wallMs(0),
  readMarketNow: async () => marketMs(0),
  ip: "127.0.0.1",
};

type Procedure = { readonly _def: { readonly type: string; readonly meta?: ProcedureMeta } };
const procedureAt = (path: string) =>
  (appRouter._def.procedures as unknown as Record<string, Procedure>)[path]?._def;

// Guards the one registry: a command is written once, and every door has it, with its schemas.
test("a command that joins the list is a procedure at the path of its id, with its schemas and its types", async () => {
  const schemas = { input: echoCommand.input, output: echoCommand.output };
  expect(procedureAt("planted.echo")).toMatchObject({
    type: "query",
    meta: { role: "viewer", command: "planted.echo" },
  });
  expect(procedureAt("planted.echo")?.meta?.schemas).toEqual(schemas);
  expect(procedureAt("planted.write")).toMatchObject({ type: "mutation", meta: { role: "trader" } });
  const answer = await caller(request).planted.echo({ text: "two" });
  expect(answer).toEqual({ text: "two", length: 3 });
  expectTypeOf(answer).toEqualTypeOf<{ text: string; length: number }>();
  expectTypeOf(caller(request).planted.write).returns.resolves.toEqualTypeOf<CommandAnswer<{ done: true }>>();
});

test("the pages' types survive the way: what is not there does not compile, and views keep their names", () => {
  const api = createCaller(request);
  expectTypeOf(api.bots.list).returns.resolves.toEqualTypeOf<readonly BotView[]>();
  expectTypeOf(api.jobs.pause).parameter(0).toEqualTypeOf<{
    readonly input: { functionId: string };
    readonly runId: string;
  }>();
  // @ts-expect-error a command that nobody wrote
  expect(() => api.bots.explode).not.toThrow();
});

test("an answer that is not what the output says is a failure of ours, here and in development", async () => {
  await expect(caller(request).planted.lie()).rejects.toMatchObject({
    code: "INTERNAL_SERVER_ERROR",
    cause: { message: expect.stringContaining("planted.lie answers what its output is not") },
  });
});

test("every command says what it takes and answers in a form that a model can be told", () => {
  const commands: readonly AnyCommand[] = catalog;
  for (const { id, input, output } of commands)
    for (const [schema, io] of [
      [input, "input"],
      [output, "output"],
    ] as const)
      expect(Object.keys(z.toJSONSchema(schema, { io })).length, id).toBeGreaterThan(1);
});

test("two commands of one id are refused", () => {
  expect(() => deriveProcedures([echoCommand, echoCommand])).toThrow("planted.echo is there twice");
});
