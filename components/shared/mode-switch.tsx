"use client";
import type { LucideIcon } from "lucide-react";
import dynamic from "next/dynamic";
import { type ComponentProps, useState } from "react";
import { Button } from "../ui/button";
import { Chip } from "../ui/chip";

// fetched when it is first opened
const AskDialog = dynamic(() => import("../approvals/ask-dialog").then(({ AskDialog }) => AskDialog), {
  ssr: false,
});

type Props = {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly on: boolean;
  /** what holds as it is now */
  readonly words: string;
  /** absent: this person may look at it, not switch it */
  readonly switches?: {
    readonly isTurningOff: boolean;
    readonly turnOff: () => void;
    /** the card that turns it on */
    readonly ask: Omit<ComponentProps<typeof AskDialog>, "onClose">;
  };
};

/** A mode and its switch: on with a card, a code and the password, off at once. */
export function ModeSwitch({ icon: Icon, name, on, words, switches }: Props) {
  const [asking, setAsking] = useState(false);
  return (
    <section
      aria-label={name}
      className="flex flex-wrap items-center gap-3 rounded-panel border border-line bg-panel px-3 py-2.5"
    >
      <Icon size={14} aria-hidden="true" />
      <b className="font-semibold">{name}</b>
      <Chip tone={on ? "accent" : undefined}>{on ? "on" : "off"}</Chip>
      <span className="min-w-0 flex-1 basis-60 text-small text-text-2">{words}</span>
      {switches && on ? (
        <Button size="small" disabled={switches.isTurningOff} onClick={switches.turnOff}>
          {switches.isTurningOff ? "Turning off" : "Turn off"}
        </Button>
      ) : null}
      {switches && !on ? (
        <Button size="small" onClick={() => setAsking(true)}>
          Turn on…
        </Button>
      ) : null}
      {switches && asking ? <AskDialog {...switches.ask} onClose={() => setAsking(false)} /> : null}
    </section>
  );
}
