import { survives, type Template } from "./core/template";
import { templateDrafts } from "./core/template-drafts";
import { templateRecords } from "./core/template-record";
import kept from "./core/template-records.json";

let known: readonly Template[] | null = null;

/** The templates that survive the fees of at least one exchange out of sample, each with its record there. */
export function listTemplates(): readonly Template[] {
  if (known) return known;
  const records = templateRecords.parse(kept);
  known = templateDrafts.flatMap(({ nearby: _, ...draft }) => {
    const record = (records[draft.id] ?? []).filter(survives);
    return record.length === 0
      ? []
      : [{ ...draft, exchanges: record.map(({ exchange }) => exchange), record }];
  });
  return known;
}
