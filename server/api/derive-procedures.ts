// The procedures of the registry's commands, and their types, derived: nothing about a command is written twice.
import type { TRPCMutationProcedure, TRPCQueryProcedure } from "@trpc/server";
import type { z } from "zod";
import type { AnyCommand, CommandAnswer } from "@/server/commands/command";
import { invariant } from "@/server/kernel/result";
import { mutationCommand, type ProcedureMeta, queryCommand } from "./trpc";

/** What a caller sends to a read: nothing may be sent where the input has no fields. */
type ReadInput<C extends AnyCommand> = string extends keyof z.input<C["input"]>
  ? // biome-ignore lint/suspicious/noConfusingVoidType: tRPC calls an input that may be left out void
    z.input<C["input"]> | void
  : z.input<C["input"]>;

type ProcedureOf<C extends AnyCommand> = C["tier"] extends "R"
  ? TRPCQueryProcedure<{ input: ReadInput<C>; output: z.output<C["output"]>; meta: ProcedureMeta }>
  : TRPCMutationProcedure<{
      input: { readonly input: z.input<C["input"]>; readonly runId: string };
      output: CommandAnswer<z.output<C["output"]>>;
      meta: ProcedureMeta;
    }>;

type PathOf<Id extends string, Ids extends string> = [Extract<Ids, `${Id}.${string}`>] extends [never]
  ? Id
  : `${Id}.list`;
type ByPath<C extends AnyCommand> = { [One in C as PathOf<One["id"], C["id"]>]: ProcedureOf<One> };
type Head<Path> = Path extends `${infer First}.${string}` ? First : Path;
type Below<All, First extends string> = {
  [Path in keyof All as Path extends `${First}.${infer Rest}` ? Rest : never]: All[Path];
};
type Nested<All> = {
  [First in Head<keyof All> & string]: First extends keyof All ? All[First] : Below<All, First>;
};

type AnyProcedure = ReturnType<typeof queryCommand> | ReturnType<typeof mutationCommand>;

/**
 * Where a command stands: at its id. One whose id begins the ids of others stands at `.list` below it, as a path
 * cannot be both a procedure and a router.
 */
const pathOf = (id: string, ids: readonly string[]): string =>
  ids.some((other) => other.startsWith(`${id}.`)) ? `${id}.list` : id;

/** One procedure per command, by domain: reads as queries, writes as mutations. */
export function deriveProcedures<const C extends AnyCommand>(commands: readonly C[]): Nested<ByPath<C>> {
  const ids = commands.map(({ id }) => id);
  const tree: Record<string, AnyProcedure | Record<string, AnyProcedure>> = {};
  const branches = new Map<string, Record<string, AnyProcedure>>();
  for (const command of commands) {
    const [domain = "", verb, more] = pathOf(command.id, ids).split(".");
    invariant(more === undefined, `${command.id} is deeper than domain and verb`);
    const procedure = command.tier === "R" ? queryCommand(command) : mutationCommand(command);
    const branch = branches.get(domain) ?? {};
    invariant(!(verb === undefined ? domain in tree : verb in branch), `${command.id} is there twice`);
    if (verb !== undefined) branches.set(domain, branch);
    if (verb !== undefined) branch[verb] = procedure;
    tree[domain] = verb === undefined ? procedure : branch;
  }
  return tree as Nested<ByPath<C>>;
}
