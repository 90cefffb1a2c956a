import { cva } from "class-variance-authority";

export type Side = "A" | "B";

const lineStyles = cva("inline-block h-0 w-4 border-t-2", {
  variants: { side: { A: "border-text", B: "border-dashed border-accent" } },
});

/** The stroke a side is drawn with in the chart. */
export const SideLine = ({ side }: { readonly side: Side }) => (
  <i className={lineStyles({ side })} aria-hidden="true" />
);
