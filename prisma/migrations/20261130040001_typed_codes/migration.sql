-- What the owner types from a card before the gravest commands are carried out.
ALTER TABLE "approval" ADD COLUMN "code" TEXT;
