"use client";
import { useRouter } from "next/navigation";
import { useCallback } from "react";
import { formatAmount, formatReading, NBSP } from "../ui/format-number";
import { tell } from "../ui/toasts";

const SEEN = "amarktai.first-fill";
const SHOWN_MS = 15_000;

/** Tells of the first fill a tab sees, with the way to its Why; later fills go to the activity list alone. */
export function useFillToast() {
  const router = useRouter();
  return useCallback(
    (fill: { readonly [key: string]: unknown }) => {
      if (sessionStorage.getItem(SEEN)) return;
      sessionStorage.setItem(SEEN, "1");
      const { fillId, botName, side, amount, symbol, price, quote } = fill;
      const did = side === "buy" ? "bought" : "sold";
      const [base] = String(symbol).split("/");
      const at = `${formatReading(String(price))}${NBSP}${quote}`;
      tell(`${botName} ${did} ${formatAmount(String(amount))} ${base} at ${at}.`, {
        description: "First fill in this window.",
        duration: SHOWN_MS,
        action: { label: "Why", onClick: () => router.push(`/trades?trade=${fillId}`) },
      });
    },
    [router],
  );
}
