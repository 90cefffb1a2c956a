"use client";
import { Check, Columns3, Download } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { Button, buttonStyles } from "../ui/button";
import { MENU, MENU_ITEM } from "../ui/menu";
import type { Column } from "./column";

type ToolsProps = {
  readonly columns: readonly Pick<Column<never>, "id" | "label" | "fixed">[];
  readonly hidden: ReadonlySet<string>;
  readonly onHide: (hidden: readonly string[]) => void;
  /** where the same rows can be had as a file; nowhere where it is left out */
  readonly csv?: string;
};

/** Which columns to show, and the same rows as a file. */
export function TableTools({ columns, hidden, onHide, csv }: ToolsProps) {
  const toggle = (id: string, shown: boolean) =>
    onHide(shown ? [...hidden].filter((each) => each !== id) : [...hidden, id]);
  return (
    <span className="flex items-center gap-2">
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <Button size="small" className="max-tablet:hidden">
            <Columns3 size={13} aria-hidden="true" />
            Columns
          </Button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className={MENU} align="end" sideOffset={6}>
            {columns
              .filter((column) => !column.fixed)
              .map((column) => (
                <DropdownMenu.CheckboxItem
                  key={column.id}
                  className={MENU_ITEM}
                  checked={!hidden.has(column.id)}
                  onCheckedChange={(shown) => toggle(column.id, shown)}
                  onSelect={(event) => event.preventDefault()}
                >
                  {column.label}
                  <DropdownMenu.ItemIndicator className="ml-auto">
                    <Check size={14} aria-hidden="true" />
                  </DropdownMenu.ItemIndicator>
                </DropdownMenu.CheckboxItem>
              ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {csv === undefined ? null : (
        <a className={buttonStyles({ size: "small" })} href={csv} download>
          <Download size={13} aria-hidden="true" />
          CSV
        </a>
      )}
    </span>
  );
}
