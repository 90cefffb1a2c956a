"use client";
import type { BookWalletView } from "@/server/portfolio/core/book-wallet";
import { bookNames } from "../shared/book-names";
import { Facts } from "../ui/facts";
import { formatMoney, formatPercent } from "../ui/format-number";
import { PANEL_BODY, Panel } from "../ui/panel";
import { Worth } from "./worth";

/** All of a book in the owner's currency, and how it is shared out. */
export function SummaryPanel({ wallet }: { readonly wallet: BookWalletView }) {
  const { book, currency, total, known, reserve, allocatable, perBot, botsMax, reserveRatio } = wallet;
  return (
    <Panel title={`${bookNames[book]} book`} asOf={`all of it in ${currency}`}>
      <div className={PANEL_BODY}>
        <Facts
          facts={[
            ["Total", <Worth key="total" amount={total} currency={currency} />],
            [
              `Reserve, ${formatPercent(reserveRatio, { signed: false })}`,
              <Worth key="reserve" amount={reserve} currency={currency} />,
            ],
            ["For bots", <Worth key="allocatable" amount={allocatable} currency={currency} />],
            [`For each of ${botsMax}`, <Worth key="bot" amount={perBot} currency={currency} />],
          ]}
        />
        {total === null ? (
          <p className="mt-2 text-small text-warn">
            The total is not known: a part of it has no fresh price. Without that part it is{" "}
            {formatMoney(known, currency)}; the balances below say which it is.
          </p>
        ) : null}
      </div>
    </Panel>
  );
}
