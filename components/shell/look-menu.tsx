"use client";
import { Check, Palette } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { Button } from "../ui/button";
import { MENU, MENU_ITEM, MENU_LABEL, MENU_LINE } from "../ui/menu";
import { type Look, useLook } from "./use-look";

const GROUPS = [
  {
    part: "theme",
    label: "Theme",
    options: [
      ["system", "As the system"],
      ["dark", "Dark"],
      ["light", "Light"],
    ],
  },
  {
    part: "vision",
    label: "Colours of gain and loss",
    options: [
      ["standard", "Green and red"],
      ["cb", "Blue and orange"],
    ],
  },
  {
    part: "density",
    label: "Row height",
    options: [
      ["compact", "Compact"],
      ["regular", "Regular"],
      ["touch", "Touch"],
    ],
  },
] as const satisfies readonly {
  readonly part: keyof Look;
  readonly label: string;
  readonly options: readonly (readonly [Look[keyof Look], string])[];
}[];

/** Theme, colours and density of this browser. */
export function LookMenu() {
  const [look, change] = useLook();
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button kind="ghost" size="icon" aria-label="Appearance">
          <Palette size={16} aria-hidden="true" />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={MENU} align="end" sideOffset={6}>
          {GROUPS.map(({ part, label, options }, at) => (
            <DropdownMenu.RadioGroup
              key={part}
              value={look[part]}
              onValueChange={(value) => change({ [part]: value })}
            >
              {at > 0 ? <DropdownMenu.Separator className={MENU_LINE} /> : null}
              <DropdownMenu.Label className={MENU_LABEL}>{label}</DropdownMenu.Label>
              {options.map(([value, words]) => (
                <DropdownMenu.RadioItem
                  key={value}
                  value={value}
                  className={MENU_ITEM}
                  onSelect={(event) => event.preventDefault()}
                >
                  {words}
                  <DropdownMenu.ItemIndicator className="ml-auto">
                    <Check size={14} aria-hidden="true" />
                  </DropdownMenu.ItemIndicator>
                </DropdownMenu.RadioItem>
              ))}
            </DropdownMenu.RadioGroup>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
