import { cva, type VariantProps } from "class-variance-authority";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { Flash } from "./flash";

/** A row of figures as a `dl`. Each cell draws its left and upper edge; the frame hides those of the outer ones. */
export const kpisStyles = cva("grid overflow-clip rounded-panel border border-line bg-panel", {
  variants: {
    columns: {
      /** the first is the figure of the page: alone in its row on a phone */
      hero: "grid-cols-[1.15fr_repeat(6,1fr)] max-desk:grid-cols-4 max-tablet:grid-cols-2 *:first:max-desk:col-span-2",
      five: "grid-cols-5 max-desk:grid-cols-3 max-tablet:grid-cols-2",
    },
  },
});

/** One cell of it. */
export const KPI =
  "-mt-px -ml-px min-w-0 border-t border-l border-line px-(--pad-panel) pt-[9px] pb-2 max-tablet:px-3 max-tablet:pt-2";

export const KPI_LABEL = "text-small whitespace-nowrap text-text-2";

export const kpiFigureStyles = cva(
  "text-[length:clamp(0.9375rem,1.32vw,var(--fs-figure))] leading-[1.3] font-medium tracking-[-0.015em] whitespace-nowrap max-desk:text-figure",
  {
    variants: {
      size: {
        hero: "max-tablet:text-hero max-tablet:leading-[1.15]",
        fluid: "max-tablet:text-[length:clamp(0.9375rem,4.6vw,var(--fs-figure))]",
        even: null,
      },
    },
    defaultVariants: { size: "fluid" },
  },
);

/** What a figure is based on, below it. */
export const KPI_BASIS =
  "flex gap-[7px] truncate text-micro text-text-3 **:data-sign:font-medium *:flex-none max-tablet:flex-wrap max-tablet:gap-x-2 max-tablet:gap-y-0";

/** Where figures have sentences below them: they break instead of being cut. */
const BASIS_WRAPS = "whitespace-normal *:flex-initial";

type KpiProps = VariantProps<typeof kpiFigureStyles> & {
  readonly label: ReactNode;
  readonly figure: ReactNode;
  /** flashes when it changes */
  readonly value: string | null;
  /** as-of time, source, reconciled or not */
  readonly basis: ReactNode;
  /** the figure is not as it should be */
  readonly loud?: boolean;
};

/** One figure with what it is based on; belongs into a `dl` of `kpisStyles`. */
export function Kpi({ label, figure, value, basis, size, loud = false }: KpiProps) {
  return (
    <div className={KPI}>
      <dt className={KPI_LABEL}>{label}</dt>
      <dd>
        <div className={cn(kpiFigureStyles({ size }), loud && "text-warn")}>
          <Flash value={value}>{figure}</Flash>
        </div>
        <div className={cn(KPI_BASIS, size === "even" && BASIS_WRAPS)}>{basis}</div>
      </dd>
    </div>
  );
}
