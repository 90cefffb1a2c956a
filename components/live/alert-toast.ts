"use client";
import { useRouter } from "next/navigation";
import { useCallback } from "react";
import { tell } from "../ui/toasts";

/** Long enough to be read, and over before it is in the way. */
const SHOWN_MS = { high: 8_000, critical: 20_000 };

/** Tells in passing of an alert that is high or critical, with the way to it. */
export function useAlertToast() {
  const router = useRouter();
  return useCallback(
    (alert: { readonly [key: string]: unknown }) => {
      const { alertId, title, severity, tells } = alert;
      if (tells !== true) return;
      if (severity !== "high" && severity !== "critical") return;
      tell(String(title), {
        id: `alert-${alertId}`,
        description: severity === "critical" ? "Critical alert" : "High alert",
        duration: SHOWN_MS[severity],
        action: { label: "Look", onClick: () => router.push(`/alerts?alert=${alertId}`) },
      });
    },
    [router],
  );
}
