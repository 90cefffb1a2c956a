-- Which key a link of the audit chain was sealed with; null for those sealed before it had one. The key itself is never
-- in the database: who may write here may not seal.
ALTER TABLE "audit_seal" ADD COLUMN "keyId" TEXT;
