-- What the pages read, in the order they read it: newest first, of one instant by id, stopped after a page.

-- The order of the index is the order of the list, so that a page costs the same in a long history.
DROP INDEX "decision_userId_book_slotAt_idx";
CREATE INDEX "decision_userId_book_slotAt_id_idx" ON "decision"("userId", "book", "slotAt" DESC, "id");

-- One decision in twenty acts: found without walking over the others.
CREATE INDEX "decision_acted" ON "decision" ("userId", "book", "slotAt" DESC, "id") WHERE "action" <> 'skip';

CREATE INDEX "position_closed" ON "position" ("userId", "book", "closedWallAt" DESC, "id") WHERE "status" = 'closed';
