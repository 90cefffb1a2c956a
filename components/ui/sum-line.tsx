import { signOf } from "./decimal-text";
import { Figure } from "./figure";
import { formatMoney } from "./format-number";

/** One part of a sum. `note` stands behind it, for what it is made of. */
export type SumPart = { readonly name: string; readonly amount: string; readonly note?: string | undefined };

/** Sums beside each other, below or above their panel. */
export const SUMS = "flex flex-wrap gap-x-5 gap-y-1 px-(--pad-panel) pt-0.5 pb-2 text-small text-text-2";

type SumLineProps = {
  readonly parts: readonly SumPart[];
  readonly total: SumPart;
  readonly currency: string;
};

/** A sum as people write it, "a + b − c = d"; each part knows every digit. */
export function SumLine({ parts, total, currency }: SumLineProps) {
  return (
    <p className="flex flex-wrap gap-x-1.5 text-small text-text-2 tabular-nums">
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
      {sign === null ? null : <span>{sign}</span>}{" "}
      <span>
        {name}{" "}
        <Figure className="whitespace-nowrap text-text" full={`${amount} ${currency}`}>
          {formatMoney(shown, currency)}
        </Figure>
        {note ? <span> ({note})</span> : null}
      </span>{" "}
    </>
  );
}
