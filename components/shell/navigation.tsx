"use client";
import { Check, Menu } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { DropdownMenu } from "radix-ui";
import { useLive } from "../live/live-provider";
import { rooms } from "./rooms";

/** The rail of a desk: rooms with their names, names hidden to the eye on narrow screens. */
export function Rail() {
  const path = usePathname();
  const counts = useCounts();
  return (
    <nav className="rail" aria-label="Main">
      <div className="brand">Amarktai</div>
      {rooms.map(({ href, label, icon: Icon }) => {
        const count = counts[href];
        return (
          <Link
            key={href}
            href={href}
            aria-current={path.startsWith(href) ? "page" : undefined}
            title={label}
          >
            <Icon size={15} strokeWidth={1.75} aria-hidden="true" />
            <span className="label">{label}</span>
            {count === undefined ? null : (
              <span className="n" aria-hidden="true">
                {count}
              </span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}

function useCounts(): { readonly [href: string]: number } {
  const bots = useLive((state) => state.view?.bots.length);
  const positions = useLive((state) => state.view?.positions.length);
  return {
    ...(bots === undefined ? {} : { "/bots": bots }),
    ...(positions === undefined ? {} : { "/positions": positions }),
  };
}

/** The rooms at the thumb, on a phone: four of them, the others behind one more. */
export function TabBar() {
  const path = usePathname();
  const rest = rooms.filter(({ tab }) => tab === undefined);
  const current = rest.some(({ href }) => path.startsWith(href));
  return (
    <nav className="tabbar" aria-label="Main, tabs">
      {rooms.map(({ href, tab, icon: Icon }) =>
        tab === undefined ? null : (
          <Link key={href} href={href} aria-current={path.startsWith(href) ? "page" : undefined}>
            <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
            {tab}
          </Link>
        ),
      )}
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger aria-current={current ? "page" : undefined}>
          <Menu size={18} strokeWidth={1.75} aria-hidden="true" />
          More
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="end" side="top" sideOffset={6}>
            {rest.map(({ href, label, icon: Icon }) => (
              <DropdownMenu.Item key={href} asChild className="menu-item">
                <Link href={href}>
                  <Icon size={16} aria-hidden="true" />
                  {label}
                  {path.startsWith(href) ? <Check size={14} className="ml-auto" aria-hidden="true" /> : null}
                </Link>
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </nav>
  );
}
