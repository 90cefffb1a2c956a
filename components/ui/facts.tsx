import type { ReactNode } from "react";
import { cn } from "./cn";

/** A name and what it is. */
export type Fact = readonly [name: string, value: ReactNode];

type FactsProps = { readonly facts: readonly Fact[]; readonly className?: string };

/** What something is made of, a line each. */
export const Facts = ({ facts, className }: FactsProps) => (
  <dl className={cn("text-small", className)}>
    {facts.map(([name, value]) => (
      <div
        key={name}
        className="grid grid-cols-[84px_minmax(0,1fr)] gap-2 border-b border-line py-[5px] last:border-0"
      >
        <dt className="text-text-3">{name}</dt>
        <dd className="wrap-anywhere">{value}</dd>
      </div>
    ))}
  </dl>
);
