"use client";
import { KeyRound, LogOut, UserRound } from "lucide-react";
import Link from "next/link";
import { DropdownMenu } from "radix-ui";
import { leaveAfter } from "../trpc/leave-for-sign-in";
import { Button } from "../ui/button";
import { MENU, MENU_ITEM, MENU_LINE } from "../ui/menu";

// its library is of no use before, so it is fetched only now
async function leave(): Promise<void> {
  const library = await import("next-auth/react").catch(() => null);
  // the pages are of another version than the server, which has no such file any more: they come anew
  if (!library) return window.location.reload();
  // a full load, so that nothing read in this session stays in the page
  await leaveAfter(() => library.signOut({ redirect: false }));
}

type AccountMenuProps = { readonly name: string; readonly email: string };

/** Who is signed in, and the way out. */
export function AccountMenu({ name, email }: AccountMenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button kind="ghost" size="icon" aria-label={`Account of ${name}`}>
          <UserRound size={16} aria-hidden="true" />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={MENU} align="end" sideOffset={6}>
          <DropdownMenu.Label className="px-2 py-1">
            <span className="block max-w-60 truncate font-medium">{name}</span>
            <span className="block max-w-60 truncate text-text-3">{email}</span>
          </DropdownMenu.Label>
          <DropdownMenu.Separator className={MENU_LINE} />
          <DropdownMenu.Item asChild className={MENU_ITEM}>
            <Link href="/account">
              <KeyRound size={14} aria-hidden="true" />
              Account and password
            </Link>
          </DropdownMenu.Item>
          <DropdownMenu.Item className={MENU_ITEM} onSelect={leave}>
            <LogOut size={14} aria-hidden="true" />
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
