// The options of a call as the engine takes them.
import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { type BacktestOptions, backtestOptions } from "@/server/backtest/core/backtest-options";
import { botOptions } from "@/server/backtest/core/run-options";
import { riskModes } from "@/server/bots/core/bot";
import { didYouMean } from "@/server/kernel/nearest-name";
import { readNumber } from "@/server/kernel/typed-number";
import { defaultSettings } from "@/server/settings/core/settings";
import { BadInput, type Given } from "./read-call";

/** how each option is named in the options of a backtest */
const NUMBERS = {
  stake: "stake",
  wallet: "wallet",
  fee: "fee",
  "taker-fee": "fee",
  "maker-fee": "makerFee",
  slippage: "slippage",
  stop: "stop",
  "time-stop": "timeStopMinutes",
  lot: "lot",
  tick: "tick",
  "min-notional": "minNotional",
} as const;

/** How an option that takes JSON is written. */
const EXAMPLES: { readonly [option: string]: string } = {
  roi: ' Write minutes held and fractions, for example {"0":0.05,"60":0.02}.',
  params: ' Write names and values, for example {"fast":12,"slow":26}.',
  trailing: " Write true, or a fraction such as 0.02.",
  sweep: ' Write names and ranges, for example {"fast":{"from":5,"to":20,"step":1}}.',
};

/** Throws BadInput. What a risk mode sets is set first: what the call says itself goes before it. */
export function readOptions(given: Given): BacktestOptions {
  const options: Record<string, unknown> = {};
  for (const [option, name] of Object.entries(NUMBERS)) {
    const value = given[option as keyof typeof NUMBERS];
    if (value === undefined) continue;
    options[name] = numberOf(option, value);
  }
  const percent = given["equity-percent"];
  if (percent !== undefined) options.equityRatio = numberOf("equity-percent", percent) / 100;
  if (given.roi !== undefined) options.roi = readJson("roi", given.roi);
  if (given.trailing !== undefined) options.trailing = readJson("trailing", given.trailing);
  if (given.fill !== undefined) options.fill = given.fill;
  const read = parseWith(backtestOptions, options, "--");
  // as it is in force, for whoever reads the answer
  const typed = { ...read, makerFee: read.makerFee ?? read.fee };
  const mode = given["risk-mode"];
  if (mode === undefined) return typed;
  const said = Object.keys(options) as (keyof BacktestOptions)[];
  return {
    ...typed,
    ...ofRiskMode(mode, typed.fee),
    ...Object.fromEntries(said.map((name) => [name, typed[name]])),
  };
}

/** As the settings of a new account have the mode: the owner's own lie in a database, which this call does not open. */
function ofRiskMode(typed: string, fee: number): Partial<BacktestOptions> {
  const mode = riskModes.find((one) => one === typed);
  if (mode !== undefined) return botOptions(defaultSettings, mode, fee);
  throw new BadInput(
    `--risk-mode: "${typed.slice(0, 40)}" is not one of ${riskModes.join(", ")}.${didYouMean(typed, riskModes)}`,
  );
}

export function numberOf(option: string, typed: string): number {
  const read = readNumber(typed);
  if (!read.ok) throw new BadInput(`--${option}: ${read.words}`);
  return Number(read.text);
}

export function readJson(option: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new BadInput(
      `--${option} is not sound JSON: ${(error as Error).message.slice(0, 120)}.${EXAMPLES[option] ?? ""}`,
    );
  }
}

export function parseWith<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join(".") ?? "";
  throw new BadInput(
    where === "--" ? `--${path}: ${issue?.message}.` : `${where}: ${path} ${issue?.message}.`,
  );
}

export const readText = (path: string): Promise<string> =>
  readFile(path, "utf8").catch(() => {
    throw new BadInput(`${path}: there is no such file. Check the path given with --cases.`);
  });
