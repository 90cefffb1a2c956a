import { roleProcedure, router } from "@/server/api/trpc";
import { showHealth } from "@/server/health/show-health";
import { showHolds } from "@/server/health/show-holds";
import { showStorage } from "@/server/storage/show-storage";

export const healthRouter = router({
  holds: roleProcedure("viewer").query(({ ctx }) => showHolds(ctx.session.userId)),
  show: roleProcedure("viewer").query(({ ctx }) =>
    showHealth({ userId: ctx.session.userId, wallNow: ctx.wallNow }),
  ),
  storage: roleProcedure("viewer").query(({ ctx }) =>
    showStorage({ userId: ctx.session.userId, wallNow: ctx.wallNow }),
  ),
});
