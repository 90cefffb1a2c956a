import { CircleCheck, CircleDashed, CircleX, Clock3 } from "lucide-react";
import type { KeyView } from "@/server/vault/core/key-view";
import { Chip } from "../ui/chip";
import { statusWords } from "./key-words";

const icons = { untested: CircleDashed, valid: CircleCheck, invalid: CircleX, expiring: Clock3 } as const;

/** How a key stands, and whether anybody could look at its rights. */
export function KeyState({ shown }: { readonly shown: KeyView }) {
  const { status, testAskedAt, testedAt, mayWithdraw } = shown;
  const Icon = icons[status];
  const tone = status === "invalid" || status === "expiring" ? "warn" : "plain";
  return (
    <span className="inline-flex flex-wrap gap-1.5" aria-live="polite">
      {testedAt !== null && mayWithdraw === null ? <Chip tone="warn">Rights cannot be verified</Chip> : null}
      <Chip tone={tone} data-status={status}>
        <Icon size={12} aria-hidden="true" />
        {testAskedAt === null ? statusWords[status] : "Testing"}
      </Chip>
    </span>
  );
}
