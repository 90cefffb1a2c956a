import { Ban, Check, ExternalLink } from "lucide-react";
import type { ReactNode } from "react";
import { TESTED_ONLY } from "@/server/vault/core/hints";
import type { KeySite } from "@/server/vault/core/key-site";
import type { ExchangeView } from "@/server/vault/core/key-view";
import { cn } from "../ui/cn";
import { Told } from "../ui/field";
import { LINK } from "../ui/text";
import { guides, TESTNET_HREF } from "./guides";

type GuideProps = { readonly exchange: ExchangeView; readonly site: KeySite };

/** Where a key is made, what to tick there and what to leave off. */
export function GuideSteps({ exchange, site }: GuideProps) {
  const guide = guides[exchange.exchange];
  if (site === "simulator")
    return (
      <Told>
        This is a simulator of {exchange.label} on this machine, with no money behind it. Take a key from it,
        as you would copy one from {exchange.label}'s own page; all that follows is as it is there.
      </Told>
    );
  return (
    <ol className="grid gap-3 text-small text-text-2">
      <Step at={1} title="Make a key">
        {site === "testnet"
          ? "Binance's testnet: sign in, then Generate HMAC key. Its money is play money."
          : guide.where}{" "}
        <a
          className={cn(LINK, "underline")}
          href={site === "testnet" ? TESTNET_HREF : guide.href}
          target="_blank"
          rel="noopener noreferrer"
        >
          Open that{" "}
          <span className="whitespace-nowrap">
            page
            <ExternalLink size={12} className="ml-1 inline" aria-hidden="true" />
          </span>
          <span className="sr-only"> in a new tab</span>
        </a>
      </Step>
      {site === "testnet" ? null : (
        <>
          <Step at={2} title="Tick just these">
            <ul className="mt-1 grid gap-1">
              {guide.tick.map(([name, why]) => (
                <li key={name} className="flex items-start gap-1.5">
                  <Check size={13} className="mt-0.5 flex-none text-text-3" aria-hidden="true" />
                  <span>
                    <b className="font-medium text-text">{name}</b>, {why}
                  </span>
                </li>
              ))}
            </ul>
            <p className="mt-1.5 flex items-start gap-1.5">
              <Ban size={13} className="mt-0.5 flex-none text-warn" aria-hidden="true" />
              <span>Leave off: {guide.leave.join(", ")}. A key that may withdraw is refused here.</span>
            </p>
          </Step>
          <Step at={3} title="Bind it to this machine">
            {guide.bind}
          </Step>
        </>
      )}
      {site === "testnet" ? <Told>{TESTED_ONLY}</Told> : null}
      {guide.note && site === "real" ? <Told>{guide.note}</Told> : null}
    </ol>
  );
}

type StepProps = { readonly at: number; readonly title: string; readonly children: ReactNode };

const Step = ({ at, title, children }: StepProps) => (
  <li className="grid grid-cols-[18px_minmax(0,1fr)]">
    <span className="text-text-3" aria-hidden="true">
      {at}
    </span>
    <div>
      <b className="font-medium text-text">{title}.</b> {children}
    </div>
  </li>
);
