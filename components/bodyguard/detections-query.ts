export const detectionsShown = ["all", "confirmed"] as const;

type Filters = { readonly botId: string | null; readonly show: (typeof detectionsShown)[number] };

const A_PAGE = 50;

/** What the list of detections asks the server for. */
export const detectionsQuery = ({ botId, show }: Filters) => ({
  limit: A_PAGE,
  confirmedOnly: show === "confirmed",
  ...(botId ? { botId } : {}),
});
