// The wallet's settings, one after the other: what an owner sees of each is another thing than before.
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
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

const profits: Probe = (settings) => seeProfits(database, fixture, settings);

const cases: readonly [string, Case][] = [
  ["reserve", { to: "0.5", probe: wallet }],
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
