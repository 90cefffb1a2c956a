import { mutationCommand, router } from "@/server/api/trpc";
import { changePasswordCommand } from "@/server/commands/catalog/change-password";

export const accountRouter = router({
  changePassword: mutationCommand(changePasswordCommand),
});
