"use client";
import { useMutation } from "@tanstack/react-query";
import { useCallback } from "react";
import type { PositionView } from "@/server/portfolio/core/live-view";
import { newRunId } from "../../commands/new-run-id";
import { useTRPC } from "../../trpc/client";
import { sentenceOf } from "../../trpc/sentence-of";
import { formatPrice } from "../../ui/format-number";
import { tell, tellFault } from "../../ui/toasts";

export type LevelKind = "stop" | "target";
type Held = Pick<PositionView, "positionId" | "symbol" | "quote" | "priceDecimals">;

export const LEVEL_NAMES = { stop: "Stop", target: "Target" } as const;

/** How long what was set may be taken back by a click. */
const UNDO_MS = 15_000;

/**
 * Lays the stop or the target of a position; null takes a target away. What came of it is told, with a way back; a refusal is
 * thrown for its form, or told where nobody catches it (`quietly` false).
 */
export function useSetLevel(position: Held) {
  const trpc = useTRPC();
  const { mutateAsync: setStop, isPending: stopPending } = useMutation(trpc.positions.stop.mutationOptions());
  const { mutateAsync: setTarget, isPending: targetPending } = useMutation(
    trpc.positions.target.mutationOptions(),
  );
  const { positionId, symbol, quote, priceDecimals } = position;

  const send = useCallback(
    async (kind: LevelKind, price: string | null, restore = false) => {
      const runId = newRunId();
      const result =
        kind === "target" || price === null
          ? await setTarget({ runId, input: { positionId, price, restore } })
          : await setStop({ runId, input: { positionId, price, restore } });
      return result.status === "done" ? result.answer : null;
    },
    [positionId, setStop, setTarget],
  );
  const say = useCallback(
    (kind: LevelKind, price: string | null) =>
      price === null
        ? `${symbol}: no target any more.`
        : `${symbol}: ${LEVEL_NAMES[kind].toLowerCase()} at ${formatPrice(price, priceDecimals)} ${quote}.`,
    [symbol, quote, priceDecimals],
  );
  const set = useCallback(
    async (kind: LevelKind, price: string | null): Promise<void> => {
      const answer = await send(kind, price);
      if (!answer) return;
      const back = () =>
        send(kind, answer.before, !answer.beforeSet).then(
          () => tell(say(kind, answer.before)),
          (error: unknown) => tellFault(sentenceOf(error)),
        );
      const canGoBack = kind === "target" || answer.before !== null;
      tell(say(kind, kind === "stop" ? answer.stopPrice : answer.targetPrice), {
        duration: UNDO_MS,
        ...(canGoBack && { action: { label: "Undo", onClick: () => void back() } }),
      });
    },
    [send, say],
  );
  return { set, isPending: stopPending || targetPending };
}
