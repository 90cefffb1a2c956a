"use client";
import { Wallet } from "lucide-react";
import Link from "next/link";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { AssetLineView, BookWalletView } from "@/server/portfolio/core/book-wallet";
import { useLive } from "../live/live-provider";
import { ageOf } from "../live/live-store";
import { useNow } from "../live/use-now";
import { Figure } from "../ui/figure";
import { formatAmount, formatReading } from "../ui/format-number";
import { formatAge } from "../ui/format-time";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { ScrollBox } from "../ui/scroll-box";
import { Table } from "../ui/table";
import { LINK } from "../ui/text";
import { Worth } from "./worth";

type Props = { readonly wallet: BookWalletView };

/** Every balance of the book, with the rate it is valued at. */
export function AssetsPanel({ wallet }: Props) {
  const lines = wallet.exchanges.flatMap(({ exchange, assets }) =>
    assets.map((line) => ({ exchange, line })),
  );
  return (
    <Panel
      title="Balances"
      asOf={
        <>
          by the ledger ·{" "}
          <Link className={LINK} href="/reconciliation">
            compared with the exchanges’ own
          </Link>
        </>
      }
    >
      {lines.length === 0 ? (
        <PanelEmpty icon={Wallet} title="No money yet">
          Nothing was put into this book. Paper money is put in below; an exchange’s own money is taken over
          when its account is first compared.
        </PanelEmpty>
      ) : (
        <ScrollBox label="Balances, table">
          <Table>
            <thead>
              <tr>
                <th scope="col">Exchange</th>
                <th scope="col">Asset</th>
                <th scope="col" className="r">
                  In the pool
                </th>
                <th scope="col" className="r">
                  With bots
                </th>
                <th scope="col" className="r max-tablet:hidden">
                  In orders
                </th>
                <th scope="col" className="r">
                  In {wallet.currency}
                </th>
                <th scope="col">Rate</th>
              </tr>
            </thead>
            <tbody>
              {lines.map(({ exchange, line }) => (
                <AssetRow
                  key={`${exchange} ${line.asset}`}
                  name={exchangeLabel(exchange)}
                  line={line}
                  currency={wallet.currency}
                />
              ))}
            </tbody>
          </Table>
        </ScrollBox>
      )}
    </Panel>
  );
}

type AssetRowProps = { readonly name: string; readonly line: AssetLineView; readonly currency: string };

function AssetRow({ name, line, currency }: AssetRowProps) {
  const skewMs = useLive((state) => state.skewMs);
  const now = useNow();
  const { asset, pool, withBots, inOrders, worth, missing } = line;
  return (
    <tr>
      <td>{name}</td>
      <td>{asset}</td>
      <td className="r">
        <Figure full={`${pool} ${asset}`}>{formatAmount(pool)}</Figure>
      </td>
      <td className="r">
        <Figure full={`${withBots} ${asset}`}>{formatAmount(withBots)}</Figure>
      </td>
      <td className="r max-tablet:hidden">
        <Figure full={`${inOrders} ${asset}`}>{formatAmount(inOrders)}</Figure>
      </td>
      <td className="r">
        <Worth amount={worth} currency={currency} />
      </td>
      <td
        className={
          missing
            ? "min-w-[18rem] whitespace-normal text-warn"
            : "min-w-[18rem] whitespace-normal text-text-3"
        }
      >
        {missing ?? rateWords(line, currency, (at) => (now === 0 ? 0 : ageOf(at, { skewMs }, now)))}
      </td>
    </tr>
  );
}

/** The rate, and the prices it is made of with their ages. */
function rateWords(
  { asset, rate, legs }: AssetLineView,
  currency: string,
  age: (wallAt: string) => number,
): string {
  if (rate === null || legs.length === 0) return `It is held in ${currency}.`;
  const ways = legs.map(
    ({ exchange, symbol, price, tickWallAt }) =>
      `${symbol} at ${exchangeLabel(exchange)} ${formatReading(price)}, ${formatAge(age(tickWallAt))} old`,
  );
  return `1 ${asset} = ${formatReading(rate)} ${currency}: ${ways.join("; ")}`;
}
