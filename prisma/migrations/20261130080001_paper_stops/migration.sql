-- The paper venue takes stop orders: one waits for the price that releases it, its stopPrice, and is a market order from then on.
ALTER TABLE "paper_order" DROP CONSTRAINT "paper_order_type";
ALTER TABLE "paper_order" ADD CONSTRAINT "paper_order_type" CHECK (
  "type" IN ('market', 'limit', 'stop') AND ("type" = 'limit') = ("limitPrice" IS NOT NULL)
  AND ("type" <> 'stop' OR "stopPrice" > 0));
