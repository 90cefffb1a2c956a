import type { ParamView } from "@/server/strategy/core/describe-strategy";
import type { Around, Draft } from "./draft";
import type { Faults } from "./find-faults";

/** What every group of fields of the form works with. */
export type FieldsProps = {
  readonly draft: Draft;
  readonly around: Around;
  readonly faults: Faults;
  readonly onChange: (part: Partial<Draft>) => void;
};

/** The parameters of the strategy the form names. */
export const fieldsOf = (draft: Draft, { choices }: Around): readonly ParamView[] =>
  choices.strategies.find(({ id }) => id === draft.strategy)?.params ?? [];
