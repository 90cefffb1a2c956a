"use client";
import { KeyRound, OctagonX } from "lucide-react";
import type { ExchangeView } from "@/server/vault/core/key-view";
import { Button } from "../ui/button";
import { Chip } from "../ui/chip";
import { PANEL_BODY, Panel } from "../ui/panel";
import { KeyPart } from "./key-part";
import type { Opened } from "./opened";

type CardProps = { readonly exchange: ExchangeView; readonly onOpen: (opened: Opened) => void };

/** An exchange: its keys, or that there is none. */
export function ExchangeCard({ exchange, onOpen }: CardProps) {
  const { label, keys, sites } = exchange;
  const mayAdd = sites.some((site) => keys.every((key) => key.site !== site));
  return (
    <Panel
      title={label}
      actions={keys.length === 0 ? <Chip>Not configured</Chip> : null}
      className="min-h-full"
    >
      <div className={PANEL_BODY}>
        {keys.length === 0 ? (
          <p className="pb-3 text-small text-text-2">
            Bots at {label} trade on paper. With a key they can be let trade on the account.
          </p>
        ) : (
          keys.map((key) => <KeyPart key={key.site} exchange={exchange} shown={key} onOpen={onOpen} />)
        )}
        <div className="flex flex-wrap gap-2">
          {mayAdd ? (
            <Button onClick={() => onOpen({ kind: "key", exchange, replaces: null })}>
              <KeyRound size={14} aria-hidden="true" />
              {keys.length === 0 ? "Add a key" : "Add another key"}{" "}
              <span className="sr-only">for {label}</span>
            </Button>
          ) : null}
          {keys.length > 0 ? (
            <Button onClick={() => onOpen({ kind: "revoke", exchange })}>
              <OctagonX size={14} aria-hidden="true" />
              Revoke and pause all… <span className="sr-only">at {label}</span>
            </Button>
          ) : null}
        </div>
      </div>
    </Panel>
  );
}
