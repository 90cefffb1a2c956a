import { type ReactNode, useId } from "react";
import { classNames } from "./class-names";

type PanelProps = {
  readonly title: string;
  /** how many, how old, from where: the witness line beside the title */
  readonly asOf?: ReactNode;
  readonly age?: "fresh" | "stale" | "dead";
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
};

/** Any block of a page: title, as-of, actions, body. */
export function Panel({ title, asOf, age = "fresh", actions, children, className }: PanelProps) {
  const id = useId();
  return (
    <section className={classNames("panel", className)} aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {asOf === undefined ? null : (
          <span className="as-of" data-age={age}>
            {asOf}
          </span>
        )}
        <span className="flex-1" />
        {actions}
      </header>
      {children}
    </section>
  );
}
