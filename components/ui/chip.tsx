import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./cn";

const chipStyles = cva(
  "inline-flex items-center gap-[5px] rounded-full border text-micro whitespace-nowrap forced-colors:border-[CanvasText]",
  {
    variants: {
      tone: {
        plain: "h-5 border-line-strong px-[7px] text-text-2",
        warn: "h-5 border-warn px-[7px] text-warn",
        accent: "h-5 border-accent px-[7px] text-accent",
        /** smaller, for what stands in a line of figures */
        dashed: "h-[17px] border-dashed border-line-strong px-[5px] text-text-2",
      },
    },
    defaultVariants: { tone: "plain" },
  },
);

type ChipProps = ComponentProps<"span"> & VariantProps<typeof chipStyles>;

/** What something is or how it stands, in a word. Only an exception has a colour. */
export function Chip({ tone, className, ...rest }: ChipProps) {
  return <span {...rest} className={cn(chipStyles({ tone }), className)} />;
}
