import { z } from "zod";
import { stepUpInput } from "@/server/auth/core/account";
import { stepUp } from "@/server/auth/step-up";
import { defineCommand } from "../../command";

export const stepUpCommand = defineCommand({
  id: "account.stepUp",
  title: "Type the password again",
  guidance:
    "The signed-in person shows that it is them, by their password; good for five minutes of this session. Never ask for a password in a conversation.",
  input: stepUpInput,
  output: z.strictObject({ until: z.string() }),
  secretInput: true,
  tier: "W",
  role: "viewer",
  run: stepUp,
});
