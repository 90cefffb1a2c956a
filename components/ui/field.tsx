import { CircleAlert, Info } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";
import { HINT } from "./text";

type TextFieldProps = Omit<ComponentProps<"input">, "id"> & {
  readonly label: string;
  readonly hint?: ReactNode;
  /** the sentence of a refusal that is about this field */
  readonly said?: string | null;
  readonly unit?: string | undefined;
  /** an act on the field, inside its frame */
  readonly after?: ReactNode;
};

/** A labelled text input with its rule, its unit and what the server said about it. */
export function TextField({ label, hint, said, unit, after, ...input }: TextFieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : null, said ? `${id}-said` : null].filter(Boolean).join(" ");
  return (
    <div className="field-label">
      <label htmlFor={id}>{label}</label>
      <span className="field" data-bad={Boolean(said)}>
        <input
          {...input}
          id={id}
          aria-invalid={said ? true : undefined}
          aria-describedby={described || undefined}
        />
        {unit ? <span className="text-text-3">{unit}</span> : null}
        {after}
      </span>
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
    </div>
  );
}

/** A refusal in the place it is about: what is wrong and what to do. */
export function Said({ children }: { readonly children: ReactNode }) {
  return (
    <span className="said" role="alert">
      <CircleAlert size={14} aria-hidden="true" />
      <span>{children}</span>
    </span>
  );
}

/** What happened, where nothing is wrong. */
export function Told({ children }: { readonly children: ReactNode }) {
  return (
    <p className="told" role="status">
      <Info size={14} aria-hidden="true" />
      <span>{children}</span>
    </p>
  );
}
