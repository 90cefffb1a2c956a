-- A reason that is seldom given is found without walking over the others. The two that nearly every cycle gives are
-- never far away in the order of the slots, and would make this index as large as the table.
CREATE INDEX "decision_reason" ON "decision" ("userId", "book", "reasonCode", "slotAt" DESC, "id")
  WHERE "reasonCode" NOT IN ('no_signal', 'in_position');
