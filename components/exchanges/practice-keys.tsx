"use client";
import { useMutation } from "@tanstack/react-query";
import { Wand2 } from "lucide-react";
import type { ExchangeView } from "@/server/vault/core/key-view";
import type { PracticeKey } from "@/server/vault/make-practice-key";
import { useTRPCClient } from "../trpc/client";
import { sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { Said } from "../ui/field";

type PracticeProps = { readonly exchange: ExchangeView; readonly onTaken: (key: PracticeKey) => void };

/** Takes a key from an exchange's simulator, as a person would copy one from the exchange's own page. */
export function PracticeKeys({ exchange, onTaken }: PracticeProps) {
  const client = useTRPCClient();
  // asked for by hand and kept by no cache
  const take = useMutation({
    mutationFn: () => client.exchanges.practiceKey.query({ exchange: exchange.exchange }),
    gcTime: 0,
    onSuccess: onTaken,
  });
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <Button disabled={take.isPending} onClick={() => take.mutate()}>
          <Wand2 size={14} aria-hidden="true" />
          {take.isPending ? "Taking" : "Use practice keys"}
        </Button>
        <span className="text-small text-text-2" role="status">
          {take.isSuccess ? "Filled in. Save and test it below." : ""}
        </span>
      </div>
      {take.error ? <Said>{sentenceOf(take.error)}</Said> : null}
    </div>
  );
}
