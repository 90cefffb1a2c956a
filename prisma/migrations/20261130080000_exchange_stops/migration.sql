-- A stop rests at the exchange beside the position's own exits: at most one of each may be working.
ALTER TABLE "orders" ADD COLUMN "triggerPrice" DECIMAL(38,18),
  ADD CONSTRAINT "orders_stop_has_trigger" CHECK (("type" = 'stop') = ("triggerPrice" IS NOT NULL)),
  ADD CONSTRAINT "orders_stop_of_position" CHECK ("type" <> 'stop' OR ("purpose" = 'exit' AND "positionId" IS NOT NULL));
DROP INDEX "orders_one_working_exit";
CREATE UNIQUE INDEX "orders_one_working_exit" ON "orders" ("positionId")
  WHERE "purpose" = 'exit' AND "type" <> 'stop' AND "status" IN ('intent', 'sent', 'unknown', 'ack', 'partial');
CREATE UNIQUE INDEX "orders_one_working_stop" ON "orders" ("positionId")
  WHERE "type" = 'stop' AND "status" IN ('intent', 'sent', 'unknown', 'ack', 'partial');
