"use client";
import { useQuery } from "@tanstack/react-query";
import { Check, X } from "lucide-react";
import type { OrderTestView } from "@/server/connections/core/order-test";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { KeySite } from "@/server/vault/core/key-site";
import { useTRPC } from "../trpc/client";
import { CheckLine } from "../ui/check-line";
import { Moment } from "../ui/moment";

type PartProps = { readonly exchange: ExchangeName; readonly site: KeySite };

const titles: { readonly [status in OrderTestView["status"]]: string } = {
  asked: "Order test: asked for",
  running: "Order test: under way…",
  passed: "Order test: passed",
  failed: "Order test: failed",
};

/** The newest order test of an account, with its protocol; nothing where there was none. */
export function OrderTestPart({ exchange, site }: PartProps) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.exchanges.orderTests.queryOptions({}));
  const test = data?.find((one) => one.exchange === exchange && one.site === site);
  if (!test) return null;
  const { status, lines, symbol, endedAt, askedAt } = test;
  return (
    <details
      className="rounded-control border border-line px-2.5 py-1.5 text-small"
      data-order-test={status}
      open={status === "failed"}
    >
      <summary className="cursor-pointer">
        {titles[status]}{" "}
        <span className="text-text-3">
          {symbol}, <Moment iso={endedAt ?? askedAt} format="dayClock" />
        </span>
      </summary>
      <ul className="mt-1.5">
        {lines.map(({ words, ok }) => (
          <CheckLine
            key={words}
            icon={ok ? Check : X}
            outcome={ok ? "passed" : "failed"}
            words={words}
            said={ok ? "as it should be" : "not so"}
          />
        ))}
      </ul>
    </details>
  );
}
