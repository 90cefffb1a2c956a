import Link from "next/link";
import { LINK } from "../ui/text";

type Place = { readonly words: string; readonly href: string };

const PLACES: { readonly [kind: string]: (id: string) => Place } = {
  bot: (id) => ({ words: "The bot", href: `/bots/${encodeURIComponent(id)}` }),
  position: () => ({ words: "Positions", href: "/positions" }),
  order: (id) => ({ words: "The order", href: `/orders?order=${encodeURIComponent(id)}` }),
  book: () => ({ words: "Risk", href: "/risk" }),
  account: (id) => ({ words: `The account at ${id.slice(id.indexOf(":") + 1)}`, href: "/reconciliation" }),
  venue: (id) => ({ words: `Health of ${id}`, href: "/health" }),
  exchange: () => ({ words: "Exchanges", href: "/settings/exchanges" }),
  job: () => ({ words: "Jobs", href: "/jobs" }),
  channel: () => ({ words: "Alert channels", href: "/settings/alerts" }),
  market: () => ({ words: "Health", href: "/health" }),
};

/** What an alert is about, by its subject: `bot:ID`, `venue:NAME`, … ; what is nowhere else stands under Health. */
export function placeOf(subject: string): Place {
  const at = subject.indexOf(":");
  const [kind, id] = [subject.slice(0, at), subject.slice(at + 1)];
  const place = Object.hasOwn(PLACES, kind) ? PLACES[kind] : undefined;
  if (place) return place(id);
  return id === "account" ? { words: "Account", href: "/account" } : { words: "Health", href: "/health" };
}

/** The way to what an alert is about. */
export function SubjectLink({ subject }: { readonly subject: string }) {
  const { words, href } = placeOf(subject);
  return (
    <Link className={LINK} href={href} prefetch={false}>
      {words}
    </Link>
  );
}
