"use client";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { BookWalletView, ExchangeWalletView } from "@/server/portfolio/core/book-wallet";
import { Panel } from "../ui/panel";
import { ProfitLoss } from "../ui/profit-loss";
import { ScrollBox } from "../ui/scroll-box";
import { Table } from "../ui/table";
import { Worth } from "./worth";

type Props = { readonly wallet: BookWalletView };

/** What each exchange has against what it should have. */
export function ExchangesPanel({ wallet }: Props) {
  const { currency, exchanges } = wallet;
  return (
    <Panel title="Exchanges" asOf="actual against target; the reserve lies at Luno, the master wallet">
      <ScrollBox label="Exchanges, table">
        <Table>
          <thead>
            <tr>
              <th scope="col">Exchange</th>
              <th scope="col" className="r">
                Bots
              </th>
              <th scope="col" className="r">
                In {currency}
              </th>
              <th scope="col" className="r">
                Target
              </th>
              <th scope="col" className="r max-tablet:hidden">
                Target there
              </th>
              <th scope="col" className="r">
                Difference
              </th>
            </tr>
          </thead>
          <tbody>
            {exchanges.map((place) => (
              <ExchangeRow key={place.exchange} place={place} currency={currency} />
            ))}
          </tbody>
        </Table>
      </ScrollBox>
    </Panel>
  );
}

function ExchangeRow({ place, currency }: { readonly place: ExchangeWalletView; readonly currency: string }) {
  const { exchange, master, bots, slots, worth, targetWorth, target, asset, difference } = place;
  return (
    <tr>
      <td>
        {exchangeLabel(exchange)}
        {master ? <span className="text-text-3"> · master</span> : null}
      </td>
      <td className="r text-text-2">
        {bots} of {slots}
      </td>
      <td className="r">
        <Worth amount={worth} currency={currency} />
      </td>
      <td className="r text-text-2">
        <Worth amount={targetWorth} currency={currency} />
      </td>
      <td className="r text-text-2 max-tablet:hidden">
        <Worth amount={target} currency={asset} />
      </td>
      <td className="r">
        {difference === null ? "n/a" : <ProfitLoss amount={difference} currency={currency} />}
      </td>
    </tr>
  );
}
