"use client";
import { Pencil } from "lucide-react";
import { useState } from "react";
import type { PositionView } from "@/server/portfolio/core/live-view";
import { tellRefusal } from "../../commands/tell-refusal";
import { Button } from "../../ui/button";
import type { FormCheck } from "../../ui/check-form";
import { Form, FormSaid } from "../../ui/form";
import { NumberField } from "../../ui/form-fields";
import { formatPrice } from "../../ui/format-number";
import { Modal } from "../../ui/modal";
import { plainText } from "../../ui/typed-text";
import { useCheckedForm } from "../../ui/use-checked-form";
import { stopWords } from "../stop-words";
import { LEVEL_NAMES, type LevelKind, useSetLevel } from "./use-set-level";

type Props = { readonly position: PositionView };

/** Opens the two exits of a position that a person may set. */
export function EditExits({ position }: Props) {
  const [isOpen, setOpen] = useState(false);
  const { botName, symbol, lastPrice, quote, priceDecimals, stopKind } = position;
  return (
    <>
      <Button
        size="icon"
        kind="ghost"
        aria-label={`Set stop and target of ${botName}, ${symbol}`}
        title="Set stop and target"
        onClick={() => setOpen(true)}
      >
        <Pencil size={13} aria-hidden="true" />
      </Button>
      <Modal
        open={isOpen}
        onOpenChange={setOpen}
        title={`Stop and target of ${botName}`}
        description={`${symbol}, last ${formatPrice(lastPrice, priceDecimals)} ${quote}. What you set here stays where it is; break-even and trailing may still raise the stop${stopKind === "stop_loss" ? "" : `, as a ${stopWords[stopKind].toLowerCase()} does now`}. The stop at the exchange moves with it.`}
      >
        <div className="grid gap-4">
          <LevelForm position={position} kind="stop" onDone={() => setOpen(false)} />
          <LevelForm position={position} kind="target" onDone={() => setOpen(false)} />
        </div>
      </Modal>
    </>
  );
}

type Draft = { readonly price: string };
type Input = { readonly positionId: string; readonly price: string };

const checkOf = (kind: LevelKind, positionId: string): FormCheck<Draft, Input> => ({
  schema: () =>
    import("@/server/positions/core/level-input").then((inputs) =>
      kind === "stop" ? inputs.stopInput : inputs.targetInput,
    ),
  toInput: ({ price }) => ({ positionId, price: plainText(price) }),
});

function LevelForm({ position, kind, onDone }: Props & { kind: LevelKind; onDone: () => void }) {
  const { positionId, quote, stopPrice, targetPrice, priceDecimals } = position;
  const { set, isPending } = useSetLevel(position);
  const now = kind === "stop" ? stopPrice : targetPrice;
  const form = useCheckedForm(checkOf(kind, positionId), { price: shown(now, priceDecimals) });
  const send = (price: string | null) =>
    set(kind, price).then(onDone, (error: unknown) => tellRefusal(form, error));
  const name = LEVEL_NAMES[kind];
  return (
    <Form form={form} className="grid gap-2" onSend={({ price }) => send(price)}>
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-40 flex-1">
          <NumberField<Draft>
            name="price"
            label={name}
            unit={quote}
            placeholder={kind === "stop" ? "below the price" : "none"}
          />
        </div>
        <Button type="submit" kind="primary" disabled={isPending}>
          Set {name.toLowerCase()}
        </Button>
        {kind === "target" && targetPrice !== null ? (
          <Button disabled={isPending} onClick={() => void send(null)}>
            No target
          </Button>
        ) : null}
      </div>
      <FormSaid />
    </Form>
  );
}

/** To the digits of its market: what it was placed by has more. */
const shown = (price: string | null, decimals: number): string =>
  price === null ? "" : Number(price).toFixed(decimals);
