// What the forms of accounts hold and are judged by: the inputs of what takes them.
import type { ChangePasswordInput, ClaimOwnerInput } from "@/server/auth/core/account";
import type { FormCheck } from "../ui/check-form";

const account = () => import("@/server/auth/core/account");
/** The fields are the input. */
const asTyped = <Values>(values: Values): Values => values;

export type SigninFields = { readonly email: string; readonly password: string };

export const signinCheck: FormCheck<SigninFields, SigninFields> = {
  schema: () => account().then(({ signInInput }) => signInInput),
  toInput: asTyped,
};

export const welcomeCheck: FormCheck<ClaimOwnerInput, ClaimOwnerInput> = {
  schema: () => account().then(({ claimOwnerInput }) => claimOwnerInput),
  toInput: asTyped,
};

export type PasswordFields = ChangePasswordInput & { readonly again: string };

export const passwordCheck: FormCheck<PasswordFields, ChangePasswordInput> = {
  schema: () => account().then(({ changePasswordInput }) => changePasswordInput),
  toInput: ({ current, next }) => ({ current, next }),
  beyond: ({ next, again }) =>
    next === again ? {} : { again: "This is not the same as the line above. Type both once more." },
};
