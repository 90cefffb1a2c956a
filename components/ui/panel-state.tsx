import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { PANEL_BODY } from "./panel";

type EmptyProps = {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
};

/** What will fill this panel, and when; with the next act where there is one. */
export function PanelEmpty({ icon: Icon, title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <Icon size={18} aria-hidden="true" />
      <h3>{title}</h3>
      <p>{children}</p>
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
              <span className="sk" style={{ width: WIDTHS[(row + cell) % WIDTHS.length] }} />
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
