import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./cn";

/** How a button looks; for links that lead to an act, too. */
export const buttonStyles = cva(
  [
    "inline-flex items-center justify-center gap-1.5 rounded-control border font-medium whitespace-nowrap",
    "[transition:background_var(--t-instant)] aria-pressed:border-line-strong aria-pressed:bg-selected",
    "disabled:cursor-not-allowed disabled:border-line disabled:bg-inset disabled:text-text-3 disabled:filter-none",
    "aria-disabled:cursor-not-allowed aria-disabled:border-line aria-disabled:bg-inset aria-disabled:text-text-3 aria-disabled:filter-none",
  ],
  {
    variants: {
      kind: {
        default: "text-text hover:bg-hover",
        primary: "border-accent-solid bg-accent-solid text-on-accent hover:brightness-108",
        /** what stops or sells: nothing else is red */
        danger: "border-danger-solid bg-danger-solid text-on-danger hover:brightness-108",
        ghost: "border-transparent text-text-2 hover:bg-hover",
      },
      size: {
        regular: "min-h-[max(30px,var(--control-h))]",
        small: "min-h-(--hit) px-2 text-small touch:min-h-[40px]",
        icon: "min-h-[max(30px,var(--control-h))] w-[max(30px,var(--control-h))] border-transparent",
        /** the one act of a page, at the size of a thumb */
        thumb: "min-h-[44px] text-lead",
      },
    },
    compoundVariants: [
      { kind: "default", size: ["regular", "small", "thumb"], class: "border-line-strong" },
      { kind: ["default", "primary", "danger"], size: ["regular", "thumb"], class: "px-2.5" },
      { kind: "ghost", size: ["regular", "thumb"], class: "px-1.5" },
    ],
    defaultVariants: { kind: "default", size: "regular" },
  },
);

type ButtonProps = ComponentProps<"button"> & VariantProps<typeof buttonStyles>;

/** A button that names its act. `type` is "button" unless said otherwise, so no form is sent by accident. */
export function Button({ kind, size, className, type = "button", ...rest }: ButtonProps) {
  return <button {...rest} type={type} className={cn(buttonStyles({ kind, size }), className)} />;
}
