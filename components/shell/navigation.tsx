"use client";
import { Check, Menu } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { DropdownMenu } from "radix-ui";
import { useLive } from "../live/live-provider";
import { MENU, MENU_ITEM } from "../ui/menu";
import { pagesFor } from "./pages";

type Props = { readonly role: string };

/** The rail of a desk: pages with their names, names hidden to the eye on narrow screens. */
export function Rail({ role }: Props) {
  const path = usePathname();
  const counts = useCounts();
  return (
    <nav
      className="sticky top-(--ribbon-h) flex h-[calc(100vh-var(--ribbon-h))] flex-col gap-px overflow-auto border-r border-line px-2 py-3 max-tablet:hidden"
      aria-label="Main"
    >
      <div className="px-2 pt-0.5 pb-3 text-lead font-semibold tracking-[-0.01em] max-wide:hidden">
        Amarktai
      </div>
      {pagesFor(role).map(({ href, label, icon: Icon }) => {
        const count = counts[href];
        return (
          <Link
            key={href}
            href={href}
            className="group flex h-7 items-center gap-[9px] rounded-control px-2 text-text-2 hover:bg-hover hover:text-text aria-[current]:bg-selected aria-[current]:font-medium aria-[current]:text-text max-wide:h-8 max-wide:justify-center max-wide:px-0"
            aria-current={path.startsWith(href) ? "page" : undefined}
            title={label}
          >
            <Icon
              size={15}
              strokeWidth={1.75}
              className="flex-none text-text-3 group-aria-[current]:text-text"
              aria-hidden="true"
            />
            <span className="max-wide:sr-only">{label}</span>
            {count === undefined ? null : (
              <span
                className="ml-auto text-micro text-text-3 group-aria-[current]:text-text max-wide:hidden"
                aria-hidden="true"
              >
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

const TAB =
  "grid place-content-center justify-items-center gap-0.5 text-micro text-text-2 focus-visible:-outline-offset-3 aria-[current]:font-medium aria-[current]:text-text aria-[current]:shadow-[inset_0_2px_var(--accent)]";

/** The pages at the thumb, on a phone: four of them, the others behind one more. */
export function TabBar({ role }: Props) {
  const path = usePathname();
  const pages = pagesFor(role);
  const rest = pages.filter(({ tab }) => tab === undefined);
  const current = rest.some(({ href }) => path.startsWith(href));
  return (
    <nav
      className="fixed inset-x-0 bottom-0 z-45 hidden h-(--tabbar-h) auto-cols-[minmax(0,1fr)] grid-flow-col border-t border-line bg-panel max-tablet:grid"
      aria-label="Main, tabs"
    >
      {pages.map(({ href, tab, icon: Icon }) =>
        tab === undefined ? null : (
          <Link
            key={href}
            href={href}
            className={TAB}
            aria-current={path.startsWith(href) ? "page" : undefined}
          >
            <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
            {tab}
          </Link>
        ),
      )}
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className={TAB} aria-current={current ? "page" : undefined}>
          <Menu size={18} strokeWidth={1.75} aria-hidden="true" />
          More
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className={MENU} align="end" side="top" sideOffset={6}>
            {rest.map(({ href, label, icon: Icon }) => (
              <DropdownMenu.Item key={href} asChild className={MENU_ITEM}>
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
