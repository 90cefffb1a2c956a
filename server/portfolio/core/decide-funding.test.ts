import { expect, it } from "vitest";
import { toDecimal } from "@/server/kernel/money";
import { decideFunding, type FundingNeed, type OpenPlan, sourceFor } from "./decide-funding";

const need = (
  required: string,
  available: string,
  exchange: FundingNeed["exchange"] = "binance",
): FundingNeed => ({
  exchange,
  asset: "USDT",
  required: toDecimal(required),
  available: toDecimal(available),
});
const plan = (deposited: string): OpenPlan => ({
  ...need("1000", "200"),
  id: "p",
  deposited: toDecimal(deposited),
});
const decide = (needs: readonly FundingNeed[], open: readonly OpenPlan[] = []) =>
  decideFunding({ needs, open, least: toDecimal("0.05") }).map((change) =>
    change.kind === "end" ? change.status : `${change.kind} ${change.deficit.toFixed()}`,
  );

it.each([
  ["nothing is lacking", [need("1000", "1000")], [], []],
  ["less than a twentieth is lacking", [need("1000", "950.01")], [], []],
  ["a twentieth is lacking", [need("1000", "950")], [], ["open 50"]],
  ["it has more than it should", [need("1000", "4000")], [], []],
  ["nothing is asked for where nothing is required", [need("0", "0")], [], []],
  [
    "still lacking: the same plan, with its newest figures",
    [need("1000", "300")],
    [plan("100")],
    ["keep 700"],
  ],
  ["lacking no more after a deposit", [need("1000", "1000")], [plan("800")], ["seen"]],
  ["lacking no more without one", [need("150", "200")], [plan("0")], ["cancelled"]],
  ["its price is not known: as it was", [], [plan("0")], []],
])("%s", (_name, needs, open, expected) => {
  expect(decide(needs, open)).toEqual(expected);
});

it("money comes from the master wallet, the master's own from outside", () => {
  expect([sourceFor("kraken"), sourceFor("luno")]).toEqual(["luno", "outside"]);
});
