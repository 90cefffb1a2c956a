import { z } from "zod";
import { changePassword } from "@/server/auth/change-password";
import { changePasswordInput } from "@/server/auth/core/account";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";

export const changePasswordCommand = defineCommand({
  id: "account.changePassword",
  title: "Change the password",
  guidance:
    "Replaces the password of the signed-in person, who types the present one on the account page. Never ask for a password in a conversation.",
  input: changePasswordInput,
  output: z.strictObject({ changed: z.literal(true) }),
  secretInput: true,
  tier: "W",
  role: "viewer",
  run: changePassword,
  recall: async () => accept({ changed: true as const }),
});
