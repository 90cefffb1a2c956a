// The wallet's settings, one after the other: what an owner sees of each is another thing than before.
import { afterAll, beforeAll, expect, it } from "vitest";
import { toDecimal } from "@/server/kernel/money";
import { fundBook } from "@/server/ledger/fund-book";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { planFunding } from "@/server/portfolio/funding/plan-funding";
import { showFunding } from "@/server/portfolio/funding/show-funding";
import { showWallet } from "@/server/portfolio/show-wallet";
import { defaultSettings } from "@/server/settings/core/settings";
import { type Fixture, openFixture, UNPACED } from "./testing/open-fixture";
import { saveSettings } from "./testing/prepare-tables";
import { seeProfits } from "./testing/see-profits";
import { leaves, merge, type Tree, toTree } from "./testing/settings-tree";

type Probe = (settings: Tree) => Promise<unknown>;
type Case = { readonly to: unknown; readonly probe: Probe; readonly beside?: Tree };

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
  fixture = await openFixture(database, { settings: UNPACED, bots: ["Zeus", "Apollo"] });
});
afterAll(async () => {
  await fixture?.close();
  await database?.drop();
});

const wallet: Probe = async (settings) => {
  // shown in what it is held in: nobody publishes rates here
  await saveSettings(database, fixture.userId, merge({ displayCurrency: "USDT" }, settings));
  const wallNow = fixture.lifecycle.runtime.clocks.wall();
  return (await showWallet({ userId: fixture.userId, book: "demo", wallNow })).perBot;
};

/** KuCoin has 500 of the 1866 it should have: a lack, or none. */
const funding: Probe = async (settings) => {
  const amount = toDecimal("500");
  await fundBook(fixture.ctx, { book: "demo", exchange: "kucoin", asset: "USDT", ref: "other", amount });
  await saveSettings(database, fixture.userId, merge({ displayCurrency: "USDT" }, settings));
  const place = { userId: fixture.userId, book: "demo" } as const;
  await db.fundingPlan.deleteMany();
  await planFunding(fixture.lifecycle.runtime.clocks, place);
  return (await showFunding(place)).plans.map(({ to }) => to);
};

const profits: Probe = (settings) => seeProfits(database, fixture, settings);

const cases: readonly [string, Case][] = [
  ["reserve", { to: "0.5", probe: wallet }],
  ["fundingLeast", { to: "0.9", probe: funding }],
  ["rebalanceLeast", { to: "1000000", probe: profits }],
  ["rebalanceBots", { to: 1, probe: profits, beside: toTree("wallet.rebalanceLeast", "1") }],
];

it("every setting of the wallet is tried here", () => {
  expect(cases.map(([name]) => name).toSorted()).toEqual(leaves(defaultSettings.wallet).toSorted());
});

it.each(cases)("%s", async (name, { to, probe, beside = {} }) => {
  const before = JSON.stringify(await probe(beside));
  const after = JSON.stringify(await probe(merge(beside, toTree(`wallet.${name}`, to))));
  expect(after).not.toBe(before);
});
