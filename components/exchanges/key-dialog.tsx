"use client";
import { useState } from "react";
import type { KeySite } from "@/server/vault/core/key-site";
import type { ExchangeView, KeyView } from "@/server/vault/core/key-view";
import { Modal } from "../ui/modal";
import { Segmented } from "../ui/segmented";
import { GuideSteps } from "./guide-steps";
import { KeyForm } from "./key-form";
import { KeyResult } from "./key-result";
import { siteNames } from "./key-words";

type KeyDialogProps = {
  readonly exchange: ExchangeView;
  /** the key whose place it takes; null: a first one */
  readonly replaces: KeyView | null;
  readonly onClose: () => void;
};

/** How a key is made at its exchange, the lines to paste it into, and what its test found. */
export function KeyDialog({ exchange, replaces, onClose }: KeyDialogProps) {
  const free = exchange.sites.filter((site) => exchange.keys.every((key) => key.site !== site));
  const [site, setSite] = useState<KeySite>(replaces?.site ?? free[0] ?? "real");
  const [stage, setStage] = useState<"typing" | "saved" | "again">("typing");
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title={replaces ? `Replace the key for ${exchange.label}` : `Add a key for ${exchange.label}`}
      description={
        replaces
          ? `The key that ends in ${replaces.lastFour} is overwritten. Take it back at ${exchange.label} as well.`
          : "It is tested at once; no order is sent by that."
      }
    >
      {stage === "saved" ? (
        <KeyResult exchange={exchange} site={site} onAgain={() => setStage("again")} onClose={onClose} />
      ) : (
        <div className="grid gap-4">
          {replaces === null && stage === "typing" && free.length > 1 ? (
            <div>
              <Segmented
                label="Which account"
                value={site}
                onChange={setSite}
                options={free.map((value) => ({ value, label: siteNames[value] }))}
              />
            </div>
          ) : null}
          <GuideSteps exchange={exchange} site={site} />
          <KeyForm
            // another site is another key
            key={site}
            exchange={exchange}
            site={site}
            replaces={replaces !== null || stage === "again"}
            label={replaces?.label ?? ""}
            onSaved={() => setStage("saved")}
            onClose={onClose}
          />
        </div>
      )}
    </Modal>
  );
}
