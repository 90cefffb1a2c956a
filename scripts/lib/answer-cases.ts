import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { Result } from "@/server/kernel/result";

/** What the caller has to put right. */
class BadInput extends Error {}

/** What a call over a file of cases is: its name, how it answers the file, and how an answer is shown to people. */
type CaseCall<T> = {
  readonly call: string;
  readonly answer: (file: unknown) => Result<readonly T[]>;
  readonly show: (answers: readonly T[]) => void;
};

/**
 * Carries out `cli -- CALL --cases FILE [--json]` with the arguments of this process: with --json one object
 * {results}, else a table. Bad input is one sentence on standard error and status 2, with nothing on standard output.
 */
export async function answerCases<T>({ call, answer, show }: CaseCall<T>): Promise<void> {
  try {
    const { cases, json } = readArguments(call);
    const answers = answer(await readJson(cases));
    if (!answers.ok) throw new BadInput(`${cases}: ${answers.refusal.message}`);
    if (json) console.log(JSON.stringify({ results: answers.value }));
    else show(answers.value);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

function readArguments(call: string): { cases: string; json: boolean } {
  const usage = `npm run cli -- ${call} --cases FILE [--json]`;
  try {
    const options = { cases: { type: "string" }, json: { type: "boolean" } } as const;
    const { cases, json } = parseArgs({ args: process.argv.slice(2), options }).values;
    if (cases !== undefined && cases !== "") return { cases, json: json ?? false };
  } catch (error) {
    throw new BadInput(`${(error as Error).message.split("\n")[0]?.replace(/\.?$/, ":")} ${usage}`);
  }
  throw new BadInput(`Name the file of cases: ${usage}`);
}

async function readJson(path: string): Promise<unknown> {
  const content = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === "ENOENT" ? "there is no such file" : `it cannot be read (${error.code})`;
    throw new BadInput(`${path}: ${reason}. Check the path given with --cases.`);
  });
  try {
    return JSON.parse(content);
  } catch (error) {
    const [first] = (error as Error).message.split("\n");
    throw new BadInput(`${path}: it is not sound JSON: ${first?.slice(0, 120)}.`);
  }
}
