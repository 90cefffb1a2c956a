"use client";

/** The frame of a few choices, all visible; a fieldset. */
export const SEGMENTED = "inline-flex flex-none overflow-hidden rounded-control border border-line-strong";

/** One of them; a button with aria-pressed. */
export const SEGMENT =
  "px-2 text-small leading-[max(22px,calc(var(--hit)-2px))] whitespace-nowrap text-text-2 not-first:border-l not-first:border-line focus-visible:-outline-offset-2 touch:px-3 touch:leading-[40px] aria-pressed:bg-selected aria-pressed:font-medium aria-pressed:text-text";

type SegmentedProps<Value extends string> = {
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
};

/** One choice of a few, all visible. */
export function Segmented<Value extends string>({ label, options, value, onChange }: SegmentedProps<Value>) {
  return (
    <fieldset className={SEGMENTED} aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className={SEGMENT}
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
