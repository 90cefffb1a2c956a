"use client";
import { Check, ChevronDown } from "lucide-react";
import { Select } from "radix-ui";
import { type ReactNode, type Ref, useId } from "react";
import { buttonStyles } from "./button";
import { FieldNotes, fieldStyles, LABELLED, notesOf } from "./field";
import { MENU, MENU_ITEM } from "./menu";

type ChoiceProps = {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly hint?: ReactNode;
  readonly said?: string | null;
  readonly disabled?: boolean;
  /** the label is spoken but not drawn: for filters in a panel's head */
  readonly bare?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
};

/** One choice of many, by mouse or keyboard. */
export function Choice(props: ChoiceProps) {
  const id = useId();
  const { label, value, onChange, placeholder, hint, said, disabled = false, bare = false, ref } = props;
  return (
    <div className={LABELLED}>
      {bare ? null : (
        <span id={id} aria-hidden="true">
          {label}
        </span>
      )}
      <Select.Root value={value} onValueChange={onChange} disabled={disabled}>
        <Select.Trigger
          ref={ref}
          className={bare ? buttonStyles({ size: "small" }) : fieldStyles({ bad: Boolean(said) })}
          aria-label={label}
          aria-invalid={said ? true : undefined}
          aria-describedby={notesOf({ id, hint, said })}
        >
          <span className="min-w-0 flex-1 truncate">
            {/* named by itself: its list is not there while the server draws */}
            <Select.Value placeholder={placeholder}>
              {props.options.find((option) => option.value === value)?.label}
            </Select.Value>
          </span>
          <ChevronDown size={14} className="text-text-3" aria-hidden="true" />
        </Select.Trigger>
        <ChoiceList options={props.options} />
      </Select.Root>
      <FieldNotes id={id} hint={hint} said={said} />
    </div>
  );
}

function ChoiceList({ options }: Pick<ChoiceProps, "options">) {
  return (
    <Select.Portal>
      <Select.Content className={MENU} position="popper" sideOffset={4}>
        <Select.Viewport>
          {options.map((option) => (
            <Select.Item key={option.value} value={option.value} className={MENU_ITEM}>
              <Select.ItemText>{option.label}</Select.ItemText>
              <Select.ItemIndicator className="ml-auto">
                <Check size={14} aria-hidden="true" />
              </Select.ItemIndicator>
            </Select.Item>
          ))}
        </Select.Viewport>
      </Select.Content>
    </Select.Portal>
  );
}
