import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

// the names app/styles/theme.css gives its scales: without them "text-small" would be taken for a colour
const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ["micro", "small", "body", "lead", "title", "figure", "hero"],
      radius: ["tile", "control", "panel", "float"],
      shadow: ["menu", "sheet"],
      breakpoint: ["sm", "tablet", "lg", "desk", "wide"],
    },
  },
});

/** Joins the class names that are set; of two that style the same property the last one stays. */
export const cn = (...names: readonly ClassValue[]): string => merge(clsx(names));
