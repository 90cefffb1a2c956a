import type { CSSProperties } from "react";
import { cn } from "../../ui/cn";

/** A cell that is shaded by what it holds; `best` has a frame of ink. */
export const heatCell = ({ best = false, gaps = true } = {}): string =>
  cn(
    "r bg-(--heat) text-(--heat-text) [&_svg]:mr-[3px] [&_svg]:size-1.5",
    gaps && "shadow-[inset_0_0_0_1px_var(--panel)]",
    best && "shadow-[inset_0_0_0_2px_var(--text)]",
  );

/** The shade itself, a token of the theme. */
export const heatOf = (token: string): CSSProperties => ({ "--heat": token }) as CSSProperties;
