// A page in two columns, one below the other where there is no room for both.

export const DESK =
  "mt-(--gap-panel) grid grid-cols-[minmax(0,1fr)_324px] items-stretch gap-(--gap-panel) max-desk:grid-cols-[minmax(0,1fr)]";

export const DESK_COLUMN = "flex min-w-0 flex-col gap-(--gap-panel)";
