import fc from "fast-check";
import { createLoader, createSerializer } from "nuqs/server";
import { expect, test } from "vitest";
import { alertsAddress } from "../alerts/alerts-address";
import { compareAddress, formAddress, reportAddress } from "../backtests/shared/backtests-address";
import { decisionsAddress } from "../decisions/decisions-address";
import { jobsAddress } from "../jobs/jobs-address";
import { ordersAddress } from "../orders/orders-address";
import { positionsAddress } from "../positions/positions-address";
import { sortOf, tableAddress } from "../table/table-address";
import { tradesAddress } from "../trades/trades-address";

const PAGES = {
  alerts: alertsAddress,
  trades: tradesAddress,
  decisions: decisionsAddress,
  positions: positionsAddress,
  orders: ordersAddress,
  jobs: jobsAddress,
  form: formAddress,
  report: reportAddress,
  compare: compareAddress,
  table: tableAddress,
};
const ID = "3f0c9a52-7d0e-4f4e-9a51-0a9d5b1c2d3e";

test("what an address says comes back as it was written", () => {
  const said = {
    alerts: { state: "open", severity: "high", kind: "feed_frozen", alert: ID },
    decisions: { bot: ID, did: "skipped", reason: "spread_too_wide", decision: ID },
    positions: { bot: ID, exchange: "kraken" },
    orders: { bot: ID, state: "unknown", order: ID },
    jobs: { job: "amarktai-fan-out-cycles", run: "run_01JD.x:2" },
    form: { new: true, bot: ID, again: ID, set: 3 },
    table: { hide: ["amount", "fee"], sort: { by: "realised", descending: false } },
  } as const;
  for (const [page, values] of Object.entries(said)) {
    const parts = PAGES[page as keyof typeof said];
    const text = createSerializer(parts as typeof tableAddress)(values as never);
    expect(createLoader(parts as typeof tableAddress)(`http://page.test/${text}`), text).toEqual(values);
  }
});

const ODD = ["__proto__", "<script>", "%", "a".repeat(5_000), "1e999", "-0", "NaN", "null", "[]", "' or 1=1"];
/** Texts are short names, numbers are finite; the exit of a report is compared with those it has. */
const isSound = (key: string, value: unknown): boolean =>
  typeof value === "number"
    ? Number.isFinite(value)
    : typeof value !== "string" || key === "exit" || /^[\w.:-]{1,120}$/.test(value);

test.each(Object.entries(PAGES))(
  "anything at all in the address of %s is read or counts as absent, and never throws",
  (_, parts) => {
    const load = createLoader(parts as typeof tableAddress);
    const plain: { readonly [name: string]: unknown } = load("http://page.test/");
    const keys = Object.keys(parts);
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.oneof(fc.string(), fc.constantFrom(...ODD)), (key, value) => {
        const read: { readonly [name: string]: unknown } = load(new URLSearchParams([[key, value]]));
        expect({ ...read, [key]: null }).toEqual({ ...plain, [key]: null });
        expect(isSound(key, read[key]), `${key}=${value}`).toBe(true);
      }),
      { numRuns: 200 },
    );
  },
);

test("an id is an id, an exchange one of ours, and an order one that the table has", () => {
  const load = (query: string) => ({
    ...createLoader(positionsAddress)(`http://page.test/?${query}`),
    ...createLoader(tableAddress)(`http://page.test/?${query}`),
  });
  expect(load("bot=1&exchange=nowhere&sort=closed.sideways&hide=,,%20")).toEqual({
    bot: null,
    exchange: null,
    hide: null,
    sort: null,
  });
  const columns = [
    { id: "closed", label: "Closed", sorts: true as const, cell: () => null },
    { id: "fee", label: "Fee", cell: () => null },
  ];
  expect(sortOf({ by: "closed", descending: true }, columns)).toEqual({ by: "closed", descending: true });
  expect(sortOf({ by: "fee", descending: true }, columns)).toBeNull();
  expect(sortOf({ by: "nothing", descending: true }, columns)).toBeNull();
});
