import { signOf, toScaled } from "./decimal-text";
import { currencyDecimals, formatMoney, formatPercent, percentSign, UNKNOWN } from "./format-number";

/** Up, down or nothing as a shape, so that hue is never the only cue. */
export function SignMark({ sign }: { readonly sign: -1 | 0 | 1 }) {
  const shape = sign > 0 ? "M4 1l3.6 6H.4z" : sign < 0 ? "M4 7L.4 1h7.2z" : "M1 3.2h6v1.6H1z";
  return (
    <svg className="tri" viewBox="0 0 8 8" aria-hidden="true">
      <path d={shape} />
    </svg>
  );
}

type MoneyProps = { readonly amount: string | null; readonly currency: string };

/** A gain or loss of money: mark, sign, text and colour. */
export function ProfitLoss({ amount, currency }: MoneyProps) {
  if (amount === null || toScaled(amount) === null) return <span className="text-text-3">{UNKNOWN}</span>;
  const sign = signOf(amount, currencyDecimals(currency));
  const full = `${amount} ${currency}`;
  return (
    <span className="pl" data-sign={sign} title={full} data-full={full}>
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
    <span className="pl" data-sign={sign} title={ratio} data-full={formatPercent(ratio, { decimals: 8 })}>
      <SignMark sign={sign} />
      {formatPercent(ratio)}
    </span>
  );
}
