"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useLive } from "../live/live-provider";
import { rooms } from "./rooms";

/** The rail of a desk: rooms with their names, names hidden to the eye on narrow screens. */
export function Rail() {
  const path = usePathname();
  const bots = useLive((state) => state.view?.bots.length ?? null);
  return (
    <nav className="rail" aria-label="Main">
      <div className="brand">Amarktai</div>
      {rooms.map(({ href, label, icon: Icon }) => (
        <Link key={href} href={href} aria-current={path.startsWith(href) ? "page" : undefined} title={label}>
          <Icon size={15} strokeWidth={1.75} aria-hidden="true" />
          <span className="label">{label}</span>
          {href === "/bots" && bots !== null ? (
            <span className="n" aria-hidden="true">
              {bots}
            </span>
          ) : null}
        </Link>
      ))}
    </nav>
  );
}

/** The same rooms at the thumb, on a phone. */
export function TabBar() {
  const path = usePathname();
  return (
    <nav className="tabbar" aria-label="Main, tabs">
      {rooms.map(({ href, label, icon: Icon }) => (
        <Link key={href} href={href} aria-current={path.startsWith(href) ? "page" : undefined}>
          <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
          {label}
        </Link>
      ))}
    </nav>
  );
}
