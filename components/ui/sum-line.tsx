import { signOf } from "./decimal-text";
import { Figure } from "./figure";
import { formatMoney } from "./format-number";

/** One part of a sum. `note` stands behind it, for what it is made of. */
export type SumPart = { readonly name: string; readonly amount: string; readonly note?: string | undefined };

type SumLineProps = {
  readonly parts: readonly SumPart[];
  readonly total: SumPart;
  readonly currency: string;
};

/** A sum as people write it, "a + b − c = d"; each part knows every digit. */
export function SumLine({ parts, total, currency }: SumLineProps) {
  return (
    <p className="sum-line">
      {parts.map((part, at) => (
        <Part key={part.name} part={part} currency={currency} sign={at === 0 ? null : operatorOf(part)} />
      ))}
      <Part part={total} currency={currency} sign="=" />
    </p>
  );
}

const operatorOf = ({ amount }: SumPart): string => (signOf(amount) < 0 ? "−" : "+");

type PartProps = { readonly part: SumPart; readonly currency: string; readonly sign: string | null };

function Part({ part: { name, amount, note }, currency, sign }: PartProps) {
  // the sign stands between the parts; the first carries its own
  const shown = sign === "−" ? amount.slice(1) : amount;
  return (
    <>
      {sign === null ? null : <span className="sum-sign">{sign}</span>}{" "}
      <span className="sum-part">
        {name}{" "}
        <Figure className="sum-amount" full={`${amount} ${currency}`}>
          {formatMoney(shown, currency)}
        </Figure>
        {note ? <span> ({note})</span> : null}
      </span>{" "}
    </>
  );
}
