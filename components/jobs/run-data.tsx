import { sizeWords } from "../shared/took-words";
import { cn } from "../ui/cn";
import { PART, PART_TITLE } from "../ui/part";
import { CODE } from "../ui/text";

const CUT_AT = 20_000;

type DataProps = { readonly title: string; readonly json: string; readonly note?: string };

/** What a run was given or gave back, as JSON, with its size. */
export function RunData({ title, json, note }: DataProps) {
  const isCut = json.length >= CUT_AT;
  const size = isCut ? `more than ${sizeWords(CUT_AT)}: its beginning` : sizeWords(new Blob([json]).size);
  return (
    <section className={PART}>
      <h3 className={PART_TITLE}>
        {title} {note ? <span className={CODE}>{note}</span> : null} <span>{size}</span>
      </h3>
      <pre
        className={cn(
          CODE,
          "max-h-72 overflow-auto rounded-control bg-inset p-2 break-words whitespace-pre-wrap text-text-2",
        )}
      >
        {isCut ? json : indented(json)}
      </pre>
    </section>
  );
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
