"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTRPC } from "../trpc/client";
import { PanelLoading } from "../ui/panel-state";
import { ExchangeCard } from "./exchange-card";
import { LiveSwitch } from "./live-switch";
import type { Opened } from "./opened";

// fetched when one of them is first opened
const KeyDialog = dynamic(() => import("./key-dialog").then(({ KeyDialog }) => KeyDialog), { ssr: false });
const EndDialog = dynamic(() => import("./end-dialog").then(({ EndDialog }) => EndDialog), { ssr: false });
const OrderTestDialog = dynamic(
  () => import("./order-test-dialog").then(({ OrderTestDialog }) => OrderTestDialog),
  { ssr: false },
);

/** Each exchange with its keys, and the ways to add, replace, test and take them back. */
export function ExchangesPanels() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.exchanges.list.queryOptions({}));
  const [opened, open] = useState<Opened | null>(null);
  const close = () => open(null);
  if (!data) return <PanelLoading rows={5} label="Exchanges" />;
  return (
    <div className="grid gap-2">
      <p className="max-w-[80ch] text-small text-text-2">
        A key lets this app read an account and trade on it, never move money out of it: one that may withdraw
        is refused. Keys are sealed when they are saved, cannot be shown again, and are opened by the trading
        process alone.
      </p>
      <LiveSwitch />
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,380px),1fr))] items-start gap-2">
        {data.map((exchange) => (
          <ExchangeCard key={exchange.exchange} exchange={exchange} onOpen={open} />
        ))}
      </div>
      {opened?.kind === "key" ? (
        <KeyDialog exchange={opened.exchange} replaces={opened.replaces} onClose={close} />
      ) : null}
      {opened?.kind === "remove" || opened?.kind === "revoke" ? (
        <EndDialog asked={opened} onClose={close} />
      ) : null}
      {opened?.kind === "order-test" ? (
        <OrderTestDialog exchange={opened.exchange} of={opened.of} onClose={close} />
      ) : null}
    </div>
  );
}
