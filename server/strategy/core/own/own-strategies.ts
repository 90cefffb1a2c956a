import type { Strategy } from "../strategy";
import { readOwnStrategy } from "./read-own-strategy";

/** One file of the owner's folder as the process found it at its start. */
export type OwnFile = {
  readonly file: string;
  /** what it exports by default */
  readonly given: unknown;
  /** why it could not be loaded; null when it was */
  readonly fault: string | null;
};

export type OwnStrategies = {
  readonly strategies: readonly Strategy[];
  /** one sentence for each file that is not used */
  readonly faults: readonly string[];
};

/** Where a process leaves the files it has loaded before anything else of it runs. */
const PLACE = Symbol.for("amarktai.strategies");

/** The strategies of these files whose names are not taken; of two files with one name the first counts. */
export function readOwnFiles(files: readonly OwnFile[], takenIds: ReadonlySet<string>): OwnStrategies {
  const strategies = new Map<string, Strategy>();
  const faults: string[] = [];
  for (const { file, given, fault } of files) {
    const read = readOwnStrategy(file, given);
    if (fault !== null) faults.push(`${file} could not be loaded: ${fault}`);
    else if (!read.ok) faults.push(read.refusal.message);
    else if (takenIds.has(read.value.id) || strategies.has(read.value.id))
      faults.push(`${file}: there is a strategy "${read.value.id}" already. Choose another id.`);
    else strategies.set(read.value.id, read.value);
  }
  return { strategies: [...strategies.values()], faults };
}

/** The files this process was started with; none unless it was started with a folder. */
export const ownFiles = (): readonly OwnFile[] =>
  (globalThis as { readonly [PLACE]?: readonly OwnFile[] })[PLACE] ?? [];
