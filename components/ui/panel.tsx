import { cva } from "class-variance-authority";
import { type ReactNode, useId } from "react";
import { cn } from "./cn";

type PanelProps = {
  readonly title: string;
  /** how many, how old, from where: the witness line beside the title */
  readonly asOf?: ReactNode;
  readonly age?: "fresh" | "stale" | "dead";
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
};

/** The frame of a block. */
export const PANEL =
  "flex min-h-0 min-w-0 flex-col rounded-panel border border-line bg-panel forced-colors:border-[CanvasText]";

/** The space inside a panel, below its head. */
export const PANEL_BODY = "min-h-0 min-w-0 flex-1 px-(--pad-panel) pb-(--pad-panel)";

const asOfStyles = cva("min-w-0 truncate text-micro", {
  variants: { age: { fresh: "text-text-3", stale: "text-stale", dead: "text-text-3" } },
});

/** Any block of a page: title, as-of, actions, body. */
export function Panel({ title, asOf, age = "fresh", actions, children, className }: PanelProps) {
  const id = useId();
  return (
    <section className={cn(PANEL, className)} aria-labelledby={id}>
      <header className="flex min-h-9 flex-wrap items-center gap-x-2 gap-y-1 px-(--pad-panel) py-[3px] max-tablet:has-[fieldset]:pt-1">
        <h2 id={id} className="text-body font-semibold whitespace-nowrap">
          {title}
        </h2>
        {asOf === undefined ? null : (
          <span data-as-of className={asOfStyles({ age })}>
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
