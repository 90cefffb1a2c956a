import type { LedgerLineView, WhyView } from "@/server/history/core/trade-view";
import { sumTexts } from "../ui/decimal-text";
import { Figure } from "../ui/figure";
import { formatMoney } from "../ui/format-number";
import { LEDGER, PART, PART_TITLE } from "../ui/part";

/** What was booked, by asset, with the sums that must be zero. */
export function WhyLedger({ why }: { readonly why: WhyView }) {
  const { ledger } = why;
  if (!ledger) {
    return (
      <section className={PART}>
        <h3 className={PART_TITLE}>Ledger</h3>
        <p className="text-small text-text-2">No ledger transaction is booked for this fill yet.</p>
      </section>
    );
  }
  const assets = [...new Set(ledger.lines.map((line) => line.asset))];
  return (
    <section className={PART}>
      <h3 className={PART_TITLE}>
        Ledger{" "}
        <span className="truncate">transaction {ledger.transactionId} · sums to zero in each currency</span>
      </h3>
      <div className="grid grid-cols-[1fr_1fr] items-start gap-x-6 gap-y-2 max-tablet:grid-cols-[1fr]">
        {assets.map((asset) => (
          <AssetTable key={asset} asset={asset} lines={ledger.lines.filter((line) => line.asset === asset)} />
        ))}
      </div>
    </section>
  );
}

const DECIMALS: { readonly [asset: string]: number } = { ZAR: 6, USDT: 6, USDC: 6, USD: 6, EUR: 6, GBP: 6 };

type TableProps = { readonly asset: string; readonly lines: readonly LedgerLineView[] };

function AssetTable({ asset, lines }: TableProps) {
  const money = (amount: string, signed: boolean) => (
    <Figure full={`${amount} ${asset}`}>
      {formatMoney(amount, asset, { signed, decimals: DECIMALS[asset] ?? 8 })}
    </Figure>
  );
  return (
    <table className={LEDGER}>
      <caption className="sr-only">Ledger lines in {asset}</caption>
      <tbody>
        {lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an account may appear twice in a transaction that never changes
          <tr key={at}>
            <th scope="row">{line.account}</th>
            <td>{money(line.amount, true)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Sum, {asset}</th>
          <td>{money(sumTexts(lines.map((line) => line.amount)), false)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
