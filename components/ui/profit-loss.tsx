import { cva } from "class-variance-authority";
import { cn } from "./cn";
import { signOf, toScaled } from "./decimal-text";
import { currencyDecimals, formatMoney, formatPercent, percentSign, UNKNOWN } from "./format-number";

type SignMarkProps = { readonly sign: -1 | 0 | 1; readonly className?: string };

/** Up, down or nothing as a shape, so that hue is never the only cue. */
export function SignMark({ sign, className }: SignMarkProps) {
  const shape = sign > 0 ? "M4 1l3.6 6H.4z" : sign < 0 ? "M4 7L.4 1h7.2z" : "M1 3.2h6v1.6H1z";
  return (
    <svg
      className={cn(
        "mr-[0.38em] inline-block size-[0.62em] flex-none fill-current align-[0.04em]",
        className,
      )}
      viewBox="0 0 8 8"
      aria-hidden="true"
    >
      <path d={shape} />
    </svg>
  );
}

/** Grey, like all the rest, within what is out of date. */
const profitLossStyles = cva("whitespace-nowrap in-data-gone:text-dead", {
  variants: { sign: { 1: "text-profit", 0: "text-flat", [-1]: "text-loss" } },
});

type MoneyProps = { readonly amount: string | null; readonly currency: string };

/** A gain or loss of money: mark, sign, text and colour. */
export function ProfitLoss({ amount, currency }: MoneyProps) {
  if (amount === null || toScaled(amount) === null) return <span className="text-text-3">{UNKNOWN}</span>;
  const sign = signOf(amount, currencyDecimals(currency));
  const full = `${amount} ${currency}`;
  return (
    <span className={profitLossStyles({ sign })} data-sign={sign} title={full} data-full={full}>
      <SignMark sign={sign} />
      {formatMoney(amount, currency, { signed: true })}
    </span>
  );
}

/** A return as a signed percentage: mark, sign, text and colour. `ratio` is a fraction. */
export function ReturnRatio({ ratio }: { readonly ratio: string | null }) {
  if (ratio === null || toScaled(ratio) === null) return <span className="text-text-3">{UNKNOWN}</span>;
  const sign = percentSign(ratio);
  return (
    <span
      className={profitLossStyles({ sign })}
      data-sign={sign}
      title={ratio}
      data-full={formatPercent(ratio, { decimals: 8 })}
    >
      <SignMark sign={sign} />
      {formatPercent(ratio)}
    </span>
  );
}
