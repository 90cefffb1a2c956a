import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./cn";

const stateBarStyles = cva("flex items-center gap-1.5 px-3 py-[5px] text-small [&_svg]:flex-none", {
  variants: {
    age: {
      stale: "bg-warn-wash text-text [&_svg]:text-warn",
      dead: "bg-inset text-text-2",
    },
    /** across the page, below the bar */
    banner: { true: "border-b border-line" },
  },
});

type StateBarProps = ComponentProps<"div"> & VariantProps<typeof stateBarStyles>;

/** A line over what is below it: what is the matter, what still holds, what to do. */
export function StateBar({ age, banner, className, ...rest }: StateBarProps) {
  return <div {...rest} className={cn(stateBarStyles({ age, banner }), className)} />;
}
