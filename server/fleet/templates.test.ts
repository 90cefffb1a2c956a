import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, test } from "vitest";
import { riskModes } from "@/server/bots/core/bot";
import { exchangeNames, exchanges } from "@/server/kernel/exchange-names";
import { botExits } from "@/server/positions/core/exit-rules";
import { findStrategy } from "@/server/strategy/core/catalog";
import { survives, type TemplateFigures, type TemplateRun } from "./core/template";
import { templateDrafts } from "./core/template-drafts";
import { toTemplateExits } from "./core/template-exits";
import { templateRecords } from "./core/template-record";
import kept from "./core/template-records.json";
import { listTemplates } from "./list-templates";
import { makeRecords, recordFiles } from "./make-records";

const FACTS = "../shared/facts/market";
const hasFacts = recordFiles.every((file) => existsSync(path.join(FACTS, file)));

describe("listTemplates", () => {
  it("has one for each risk mode at each exchange, so that a draw always finds one", () => {
    for (const riskMode of riskModes)
      for (const exchange of exchangeNames) {
        const found = listTemplates().filter(
          (one) => one.riskMode === riskMode && one.exchanges.includes(exchange),
        );
        expect(found.length, `${riskMode} at ${exchange}`).toBeGreaterThan(0);
      }
  });

  it("offers nothing where it did not survive, with the fee of that exchange as a taker", () => {
    for (const { id, exchanges: offered, record } of listTemplates()) {
      expect(record.map(({ exchange }) => exchange)).toEqual(offered);
      for (const one of record) {
        expect(survives(one), `${id} at ${one.exchange}`).toBe(true);
        expect(String(one.fee)).toBe(exchanges[one.exchange].takerFee);
      }
    }
  });

  it("can be traded: each strategy takes all of its sets, each exit is one a bot may be told", () => {
    expect(new Set(templateDrafts.map(({ id }) => id)).size).toBe(templateDrafts.length);
    for (const draft of templateDrafts) {
      for (const params of [draft.params, ...draft.nearby])
        expect(findStrategy(draft.strategy)?.paramsSchema.safeParse(params).success, draft.id).toBe(true);
      expect(botExits.safeParse(toTemplateExits(draft)).success, draft.id).toBe(true);
    }
  });
});

const sound: TemplateFigures = { return: 0.02, sharpe: 0.5, maxDrawdown: 0.1, trades: 40, profitFactor: 1.3 };
const run = (change: Partial<TemplateRun>): TemplateRun => ({
  files: ["a"],
  from: "",
  to: "",
  folds: 6,
  sets: 3,
  walkForward: sound,
  asGiven: sound,
  hold: { return: 0.5, sharpe: 0.5, maxDrawdown: 0.2 },
  ...change,
});

describe("survives", () => {
  const ask = (...runs: TemplateRun[]) => survives({ exchange: "luno", fee: 0.006, slippage: 0, runs });
  it("asks every run", () => {
    expect(ask(run({}))).toBe(true);
    expect(ask()).toBe(false);
    expect(ask(run({}), run({ walkForward: { ...sound, return: -0.001 } }))).toBe(false);
  });
  test.each([
    ["nothing earned fold by fold", { walkForward: { ...sound, return: 0 } }],
    ["nothing earned as given", { asGiven: { ...sound, return: -0.01 } }],
    ["gains that barely exceed losses", { walkForward: { ...sound, profitFactor: 1.04 } }],
    ["more than half of holding's drawdown", { asGiven: { ...sound, maxDrawdown: 0.101 } }],
    ["a Sharpe ratio below holding's", { walkForward: { ...sound, sharpe: 0.49 } }],
    [
      "no trade at all",
      { walkForward: { ...sound, return: 0, sharpe: null, trades: 0, profitFactor: null } },
    ],
  ])("not with %s", (_what, change) => {
    expect(ask(run(change))).toBe(false);
  });
});

it.skipIf(!hasFacts)(
  "the kept records are what the candles say, digit for digit (skipped where shared/facts is absent)",
  async () => {
    const made = await makeRecords(FACTS, templateDrafts, Date.now());
    expect(made).toEqual(templateRecords.parse(kept));
    for (const record of Object.values(made))
      for (const { runs } of record) expect(runs.map(({ folds }) => folds)).toEqual([6, 23]);
  },
  180_000,
);
