import { z } from "zod";
import type { ApprovalView } from "../list-approvals";
import { viewOf } from "./view-of";

const preview = z.strictObject({
  title: z.string(),
  changes: z.array(z.strictObject({ label: z.string(), now: z.string(), after: z.string() })).readonly(),
  checks: z.array(z.strictObject({ words: z.string(), ok: z.boolean() })).readonly(),
  stateHash: z.string(),
});

export const approvalView = viewOf<ApprovalView>()(
  z.strictObject({
    approvalId: z.string(),
    command: z.string(),
    preview,
    createdAt: z.string(),
    expiresAt: z.string(),
    code: z.string().nullable(),
  }),
);
