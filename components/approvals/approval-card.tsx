"use client";
import { Check, KeyRound, X } from "lucide-react";
import { useState } from "react";
import type { Preview } from "@/server/audit/core/preview";
import { useNow } from "../live/use-now";
import { Button } from "../ui/button";
import { CHECKS, CheckLine } from "../ui/check-line";
import { Chip } from "../ui/chip";
import { cn } from "../ui/cn";
import { Said, TextField } from "../ui/field";
import { formatAge } from "../ui/format-time";
import { LEDGER } from "../ui/part";

/** What stands below the head, one part under the other. */
const APPROVAL_PART = "border-t border-line px-3 py-[7px]";
const APPROVAL_MS = 120_000;

type ApprovalCardProps = {
  readonly preview: Preview;
  /** ISO UTC, wall clock */
  readonly expiresAt: string;
  readonly pending: boolean;
  /** a refusal: the card is void, the state has changed */
  readonly said: string | null;
  /** what has to be typed before; null: a click is enough */
  readonly code: string | null;
  readonly onApprove: (code: string | null) => void;
  readonly onDeny: () => void;
  /** make a new card in place of one that is over */
  readonly onAskAgain: () => void;
};

/** A write that waits for its owner: what changes, what was checked, how long it holds. */
export function ApprovalCard(props: ApprovalCardProps) {
  const { preview, expiresAt, said } = props;
  const now = useNow();
  const leftMs = now === 0 ? APPROVAL_MS : Math.max(0, Date.parse(expiresAt) - now);
  const over = leftMs === 0 || said !== null;
  return (
    <section
      className={cn(
        "overflow-hidden rounded-panel border-[1.5px] bg-panel",
        over ? "border-line-strong" : "border-accent",
      )}
      aria-label={`Approval: ${preview.title}`}
    >
      <header className="flex flex-wrap items-center gap-2 px-3 py-2">
        <KeyRound size={14} aria-hidden="true" />
        <b className="font-semibold">{preview.title}</b>
        <Chip tone="accent">your click</Chip>
        <span className="flex-1" />
        <span className="text-small whitespace-nowrap">
          {leftMs === 0 ? "expired" : `expires in ${formatAge(leftMs)}`}
        </span>
      </header>
      <div className="h-0.5 bg-line" aria-hidden="true">
        <i
          className="block h-0.5 bg-accent"
          style={{ width: `${Math.min(100, (leftMs / APPROVAL_MS) * 100)}%` }}
        />
      </div>
      <Changes preview={preview} />
      <Checks preview={preview} />
      <Acts {...props} expired={leftMs === 0} />
    </section>
  );
}

// a word is broken only where it is wider than its column
const CELL = "py-0.5 align-top wrap-break-word";

function Changes({ preview }: { readonly preview: Preview }) {
  return (
    <table className={cn(LEDGER, "mx-3 my-1 w-[calc(100%-24px)]")}>
      <thead>
        <tr className="text-micro text-text-3">
          <th scope="col">Dry run</th>
          <th scope="col">Now</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {preview.changes.map((change) => (
          <tr key={change.label}>
            <th scope="row" className={cn(CELL, "min-w-20 pr-3 text-text-2")}>
              {change.label}
            </th>
            <th className={cn(CELL, "min-w-16 pr-3 text-text-3")}>{change.now}</th>
            <th className={cn(CELL, "font-medium")}>{change.after}</th>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Checks({ preview }: { readonly preview: Preview }) {
  if (preview.checks.length === 0) return null;
  return (
    <ul className={cn(APPROVAL_PART, CHECKS)}>
      {preview.checks.map((check) => (
        <CheckLine
          key={check.words}
          icon={check.ok ? Check : X}
          outcome={check.ok ? "passed" : "failed"}
          words={check.words}
          said={check.ok ? "passed" : "not so"}
        />
      ))}
    </ul>
  );
}

const isTyped = (typed: string, code: string | null): boolean =>
  code === null || typed.trim().toUpperCase() === code;

type ActsProps = ApprovalCardProps & { readonly expired: boolean };

function Acts({ expired, said, pending, code, onApprove, onDeny, onAskAgain }: ActsProps) {
  const [typed, setTyped] = useState("");
  if (said !== null || expired) {
    return (
      <div className={cn(APPROVAL_PART, "flex flex-wrap items-center gap-3 py-3")}>
        <span className="min-w-0 flex-1">
          <Said>
            {said ?? "This card has expired. Nothing was changed. Ask again to see it as it is now."}
          </Said>
        </span>
        <Button onClick={onAskAgain}>Ask again</Button>
      </div>
    );
  }
  return (
    <div className={cn(APPROVAL_PART, "flex flex-wrap items-center gap-2 py-3")}>
      {code === null ? null : (
        <div className="basis-full">
          <TextField
            label={`Type ${code} to go on`}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
          />
        </div>
      )}
      <span className="basis-full text-micro text-text-3 sm:flex-1 sm:basis-0">
        If anything above changes before you approve, this card is void.
      </span>
      <Button className="flex-1 sm:flex-none" onClick={onDeny} disabled={pending}>
        Deny
      </Button>
      <Button
        className="flex-1 sm:flex-none"
        kind="primary"
        onClick={() => onApprove(code === null ? null : typed)}
        disabled={pending || !isTyped(typed, code)}
      >
        {pending ? "Approving" : "Approve"}
      </Button>
    </div>
  );
}
