// How a menu looks, for the parts Radix makes.

export const MENU =
  "z-58 max-h-[var(--radix-dropdown-menu-content-available-height,70vh)] min-w-[190px] animate-menu overflow-auto rounded-panel border border-line-strong bg-raised p-1 text-small shadow-menu";

export const MENU_LABEL = "px-2 pt-1.5 pb-0.5 text-micro text-text-3";

export const MENU_ITEM =
  "flex min-h-(--control-h) cursor-pointer items-center gap-2 rounded-control px-2 text-text outline-none select-none data-highlighted:bg-selected data-highlighted:shadow-[inset_0_0_0_1px_var(--focus)]";

export const MENU_LINE = "my-1 h-px bg-line";

export const TOOLTIP =
  "z-59 max-w-[300px] rounded-control border border-line-strong bg-raised px-2 py-1 text-small text-text shadow-menu";
