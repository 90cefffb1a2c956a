import { roleProcedure, router } from "@/server/api/trpc";
import { listMarketChoices } from "@/server/bots/list-market-choices";

export const marketsRouter = router({
  list: roleProcedure("viewer").query(() => listMarketChoices()),
});
