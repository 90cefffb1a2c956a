import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { PANEL_BODY } from "./panel";

/** A panel that has no rows to show: what is the matter, and the next act. */
export const EMPTY = "grid flex-1 content-center justify-items-start gap-1.5 px-3 pt-3.5 pb-4";
export const EMPTY_TITLE = "text-lead font-semibold";
export const EMPTY_WORDS = "max-w-[64ch] text-small text-text-2";

type EmptyProps = {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
};

/** What will fill this panel, and when; with the next act where there is one. */
export function PanelEmpty({ icon: Icon, title, children, action }: EmptyProps) {
  return (
    <div className={EMPTY}>
      <Icon size={18} className="text-text-3" aria-hidden="true" />
      <h3 className={EMPTY_TITLE}>{title}</h3>
      <p className={EMPTY_WORDS}>{children}</p>
      {action}
    </div>
  );
}

const WIDTHS = ["62%", "78%", "54%", "70%", "48%"];

/** Rows in the geometry of the table to come. */
export function PanelLoading({ rows, label }: { readonly rows: number; readonly label: string }) {
  return (
    <div className={PANEL_BODY} role="status" aria-label={`${label}: loading`}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a skeleton have no identity and never move
        <div key={row} className="flex h-(--row-h) items-center gap-6 border-b border-line last:border-0">
          {[0, 1, 2].map((cell) => (
            <span key={cell} className="flex-1">
              <span
                className="block h-2.5 rounded-[3px] bg-hover"
                style={{ width: WIDTHS[(row + cell) % WIDTHS.length] }}
              />
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
