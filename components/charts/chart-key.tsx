import { cva, type VariantProps } from "class-variance-authority";
import type { ReactNode } from "react";
import { cn } from "../ui/cn";

const lineStyles = cva("w-3.5", {
  variants: {
    line: {
      solid: "h-0 border-t-[1.6px] border-text",
      dashed: "h-0 border-t-[1.4px] border-dashed border-text-3",
      shade: "h-[9px] border-t border-loss bg-(--shade-loss)",
    },
  },
});

type ChartKeyProps = VariantProps<typeof lineStyles> & {
  readonly className?: string;
  readonly children: ReactNode;
};

/** What a line or a mark of a chart is. */
export const ChartKey = ({ line, className, children }: ChartKeyProps) => (
  <span
    className={cn("inline-flex items-center gap-[5px] text-micro whitespace-nowrap text-text-2", className)}
  >
    {line ? <i className={lineStyles({ line })} /> : null}
    {children}
  </span>
);
