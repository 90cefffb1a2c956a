"use client";
import { useState } from "react";
import type { ExchangeView, KeyView } from "@/server/vault/core/key-view";
import { AskDialog } from "../approvals/ask-dialog";
import { newRunId } from "../commands/new-run-id";
import { useTRPCClient } from "../trpc/client";
import { Button } from "../ui/button";
import { Modal } from "../ui/modal";

type DialogProps = { readonly exchange: ExchangeView; readonly of: KeyView; readonly onClose: () => void };

/** What an order test is, whether it may buy and sell, and then the card with its code. */
export function OrderTestDialog({ exchange, of: key, onClose }: DialogProps) {
  const client = useTRPCClient();
  const [trades, setTrades] = useState(false);
  const [asking, setAsking] = useState(false);
  const title = `Order test at ${exchange.label}`;
  if (asking)
    return (
      <AskDialog
        title={title}
        description={`With the key that ends in ${key.lastFour}. Real orders on the account: it waits for the code you type.`}
        done="The order test was asked for."
        act="exchanges.orderTest"
        ask={() =>
          client.exchanges.orderTest.mutate({
            runId: newRunId(),
            input: { exchange: exchange.exchange, site: key.site, trades },
          })
        }
        onClose={onClose}
      />
    );
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description="Before a bot trades on this account, see with the smallest orders that all of it works: the protocol stays on this page."
    >
      <div className="grid gap-3 text-small text-text-2">
        <p>
          First a buy of the smallest amount, a quarter below the market, that only rests: it is placed, seen
          and cancelled. It costs nothing. Bots on this account should be paused meanwhile.
        </p>
        <label className="flex items-start gap-2">
          <input
            type="checkbox"
            className="mt-0.5 size-[15px] flex-none accent-accent-solid"
            checked={trades}
            onChange={(event) => setTrades(event.target.checked)}
          />
          <span>
            <b className="font-medium text-text">Then buy and sell the smallest amount</b>: fills, fees and
            balances are compared. It costs two fees and the spread.
          </span>
        </label>
        <div className="flex flex-wrap justify-end gap-2 border-t border-line pt-3">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" onClick={() => setAsking(true)}>
            Go on
          </Button>
        </div>
      </div>
    </Modal>
  );
}
