import { cva, type VariantProps } from "class-variance-authority";
import { CircleAlert, Info } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";
import { HINT } from "./text";

/** A control with its label above and what is said about it below. */
export const LABELLED = "grid content-start gap-1 text-small text-text-2";

/** The frame of a control. */
export const fieldStyles = cva(
  [
    "flex w-full min-w-0 items-center gap-2 rounded-control border bg-inset px-2.5 text-left text-text has-[button]:pr-1",
    "has-[input:focus-visible]:[outline:var(--focus-w)_solid_var(--focus)] has-[input:focus-visible]:outline-offset-(--focus-gap)",
    "disabled:cursor-not-allowed disabled:border-line disabled:text-text-3",
  ],
  {
    variants: {
      size: {
        regular: "min-h-[max(32px,var(--control-h))] text-body",
        /** on a page that is one form: the size of a thumb, and no browser zooms in on it */
        thumb: "min-h-[44px] text-[length:max(16px,var(--fs-body))]",
      },
      bad: { true: "border-danger", false: "border-line-strong" },
    },
    defaultVariants: { size: "regular", bad: false },
  },
);

/** The input within a frame. */
export const INPUT =
  "min-h-7 w-full min-w-0 flex-1 bg-transparent text-ellipsis outline-none placeholder:text-text-3 placeholder:opacity-100";

type TextFieldProps = Omit<ComponentProps<"input">, "id" | "size"> &
  Pick<VariantProps<typeof fieldStyles>, "size"> & {
    readonly label: string;
    readonly hint?: ReactNode;
    /** the sentence of a refusal that is about this field */
    readonly said?: string | null;
    readonly unit?: string | undefined;
    /** an act on the field, inside its frame */
    readonly after?: ReactNode;
  };

/** A labelled text input with its rule, its unit and what the server said about it. */
export function TextField({ label, hint, said, unit, after, size, ...input }: TextFieldProps) {
  const id = useId();
  return (
    <div className={LABELLED}>
      <label htmlFor={id}>{label}</label>
      <span className={fieldStyles({ size, bad: Boolean(said) })}>
        <input
          {...input}
          className={INPUT}
          id={id}
          aria-invalid={said ? true : undefined}
          aria-describedby={notesOf({ id, hint, said })}
        />
        {unit ? <span className="text-text-3">{unit}</span> : null}
        {after}
      </span>
      <FieldNotes id={id} hint={hint} said={said} />
    </div>
  );
}

type NotesProps = { readonly id: string; readonly hint?: ReactNode; readonly said?: string | null };

/** The ids of a control's notes, for those who hear the page. */
export const notesOf = ({ id, hint, said }: NotesProps): string | undefined =>
  [hint ? `${id}-hint` : null, said ? `${id}-said` : null].filter(Boolean).join(" ") || undefined;

/** What stands below a control: its rule, and what is wrong with it. */
export const FieldNotes = ({ id, hint, said }: NotesProps) => (
  <>
    {hint ? (
      <span id={`${id}-hint`} className={HINT}>
        {hint}
      </span>
    ) : null}
    {said ? (
      <span id={`${id}-said`}>
        <Said>{said}</Said>
      </span>
    ) : null}
  </>
);

/** A refusal in the place it is about: what is wrong and what to do. */
export function Said({ children }: { readonly children: ReactNode }) {
  return (
    <span className="flex items-start gap-1.5 text-small leading-[1.4] text-danger" role="alert">
      <CircleAlert size={14} className="mt-0.5 flex-none" aria-hidden="true" />
      <span>{children}</span>
    </span>
  );
}

/** What happened, where nothing is wrong. */
export function Told({ children }: { readonly children: ReactNode }) {
  return (
    <p
      className="flex items-start gap-2 rounded-control border border-line bg-inset px-2.5 py-2 text-small leading-[1.4] text-text-2"
      role="status"
    >
      <Info size={14} className="mt-px flex-none" aria-hidden="true" />
      <span>{children}</span>
    </p>
  );
}
