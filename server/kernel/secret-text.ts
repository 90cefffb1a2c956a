import { z } from "zod";

const MARK = { secret: true } as const;

/** Marks a field as secret: what a person types there is kept by nobody but the use-case that takes it. */
export const secretText = <Schema extends z.ZodType>(schema: Schema): Schema => schema.meta(MARK) as Schema;

const isSecret = (schema: z.ZodType): boolean => {
  if (schema.meta()?.secret === true) return true;
  const inner = (schema.def as { readonly innerType?: z.ZodType }).innerType;
  return inner !== undefined && isSecret(inner);
};

/** Shorter texts are in too many others by chance. */
const TELLING_CHARS_MIN = 4;

/**
 * What may be kept of an input that holds secrets: the plain fields its schema names and does not mark, as long as
 * none of the secrets is in them. Whatever the schema does not know is dropped, for a secret may have been sent under
 * a wrong name.
 */
export function withoutSecrets(schema: z.ZodType, input: unknown): { readonly [field: string]: string } {
  if (!(schema instanceof z.ZodObject) || typeof input !== "object" || input === null) return {};
  const sent = Object.entries(input as Record<string, unknown>);
  const isPlain = (name: string) => {
    const field = Object.hasOwn(schema.shape, name) ? (schema.shape[name] as z.ZodType) : undefined;
    return field !== undefined && !isSecret(field);
  };
  const secrets = sent.flatMap(([name, value]) =>
    typeof value === "string" && !isPlain(name) && value.trim().length >= TELLING_CHARS_MIN
      ? [value.trim()]
      : [],
  );
  return Object.fromEntries(
    sent.flatMap(([name, value]) =>
      isPlain(name) && typeof value === "string" && !secrets.some((secret) => value.includes(secret))
        ? [[name, value]]
        : [],
    ),
  );
}
