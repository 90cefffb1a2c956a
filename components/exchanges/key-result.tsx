"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { KeySite } from "@/server/vault/core/key-site";
import type { ExchangeView, KeyView } from "@/server/vault/core/key-view";
import { useNow } from "../live/use-now";
import { useTRPC } from "../trpc/client";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Said, Told } from "../ui/field";
import { LINK } from "../ui/text";
import { KeyState } from "./key-state";

/** After this the worker is late, and that is said. */
const LATE_MS = 20_000;
const LOOK_MS = 1_000;

type ResultProps = {
  readonly exchange: ExchangeView;
  readonly site: KeySite;
  readonly onAgain: () => void;
  readonly onClose: () => void;
};

/** What the test of a key that was just saved came to, in a sentence, as soon as the worker has it. */
export function KeyResult({ exchange, site, onAgain, onClose }: ResultProps) {
  const trpc = useTRPC();
  const { data } = useQuery({
    ...trpc.exchanges.list.queryOptions({}),
    // besides the event that tells it: a lost line must not leave anybody waiting here
    refetchInterval: ({ state }) =>
      findKey(state.data, exchange, site)?.testAskedAt === null ? false : LOOK_MS,
  });
  const key = findKey(data, exchange, site);
  const tested = key && key.testAskedAt === null;
  return (
    <div className="grid gap-3">
      {key ? (
        <div className="flex items-center gap-2">
          <span className="text-small text-text-3">…{key.lastFour}</span>
          <KeyState shown={key} />
        </div>
      ) : null}
      {tested ? <Verdict shown={key} label={exchange.label} /> : <Waiting since={key?.testAskedAt ?? null} />}
      <div className="flex flex-wrap justify-end gap-2 border-t border-line pt-3">
        {tested && key.status === "invalid" ? <Button onClick={onAgain}>Enter another key</Button> : null}
        <Button kind="primary" onClick={onClose}>
          {tested ? "Done" : "Close, the test goes on"}
        </Button>
      </div>
    </div>
  );
}

const findKey = (
  views: readonly ExchangeView[] | undefined,
  { exchange }: ExchangeView,
  site: KeySite,
): KeyView | undefined =>
  views?.find((view) => view.exchange === exchange)?.keys.find((key) => key.site === site);

function Waiting({ since }: { readonly since: string | null }) {
  const now = useNow();
  const late = since !== null && now !== 0 && now - Date.parse(since) > LATE_MS;
  return (
    <p role="status" className="text-small text-text-2">
      {late
        ? "The key is saved. The trading process has not taken the test up yet: it does as soon as it runs, and the page of exchanges says how it went."
        : "Saved. The key is tried at the exchange: rights, clock and balances…"}
    </p>
  );
}

function Verdict({ shown, label }: { readonly shown: KeyView; readonly label: string }) {
  if (shown.fault)
    return shown.status === "invalid" ? <Said>{shown.fault}</Said> : <Told>{shown.fault}</Told>;
  return (
    <>
      <Told>
        The key works: {label} lets it read and trade
        {shown.mayWithdraw === false ? ", and not withdraw" : ""}.
      </Told>
      {shown.hints.map((hint) => (
        <Told key={hint}>{hint}</Told>
      ))}
      {shown.site === "testnet" ? null : <NextStep />}
    </>
  );
}

/** What leads from a key that works to a bot that trades with it. */
const NextStep = () => (
  <p className="text-small text-text-2">
    Next: run the order test on this page. Within a minute what the account holds is compared with the books:
    take it over on{" "}
    <Link className={cn(LINK, "underline")} href="/reconciliation">
      Reconciliation
    </Link>
    . Then a bot can go live from its own page.
  </p>
);
