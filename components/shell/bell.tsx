"use client";
import { useQuery } from "@tanstack/react-query";
import { Bell as BellIcon } from "lucide-react";
import Link from "next/link";
import type { Severity } from "@/server/alerts/core/severity";
import { useTRPC } from "../trpc/client";
import { buttonStyles } from "../ui/button";
import { cn } from "../ui/cn";

const GROUNDS: { readonly [severity in Severity]: string } = {
  low: "bg-text-3 text-canvas",
  medium: "bg-text-2 text-canvas",
  high: "bg-warn text-canvas",
  critical: "bg-danger-solid text-on-danger",
};
const SHOWN_MOST = 99;

/** How many alerts wait for their owner, on every page, and the way to them. */
export function Bell() {
  const trpc = useTRPC();
  const { data } = useQuery({ ...trpc.alerts.count.queryOptions({}), throwOnError: false });
  const { waiting = 0, worst = null } = data ?? {};
  const words = waiting === 0 ? "Alerts: none waits" : `Alerts: ${waiting} waiting, the worst ${worst}`;
  return (
    <Link
      href="/alerts"
      className={cn(buttonStyles({ kind: "ghost", size: "icon" }), "relative")}
      aria-label={words}
      title={words}
      data-waiting={waiting}
    >
      <BellIcon size={16} aria-hidden="true" />
      {worst === null ? null : (
        <span
          className={cn(
            "absolute -top-0.5 -right-0.5 min-w-4 rounded-full px-1 text-center text-[10px] leading-4 font-semibold",
            GROUNDS[worst],
          )}
          aria-hidden="true"
        >
          {waiting > SHOWN_MOST ? `${SHOWN_MOST}+` : waiting}
        </span>
      )}
    </Link>
  );
}
