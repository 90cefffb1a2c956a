"use client";
import Link from "next/link";
import { Modal } from "../../ui/modal";
import { ReturnRatio } from "../../ui/profit-loss";
import { LINK } from "../../ui/text";
import { useBacktests } from "../shared/use-backtests";

type CompareProps = { readonly id: string; readonly onClose: () => void };

/** The finished backtests this one can stand beside. */
export function CompareDialog({ id, onClose }: CompareProps) {
  const { backtests } = useBacktests();
  const others = (backtests ?? []).filter((each) => each.status === "done" && each.id !== id);
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title="Compare with"
      description="Figures side by side, both equities in one chart. The newest first."
    >
      {others.length === 0 ? (
        <p className="text-small text-text-2">
          No other backtest is done yet. Run this one again with something changed, then compare.
        </p>
      ) : (
        <ul className="grid max-h-[50vh] overflow-auto">
          {others.map((other) => (
            <li key={other.id} className="flex justify-between gap-3 border-b border-line py-1.5 text-small">
              <Link className={LINK} href={`/backtests/compare?a=${id}&b=${other.id}`}>
                {other.title}
              </Link>
              <ReturnRatio ratio={other.headline?.totalReturn ?? null} />
            </li>
          ))}
        </ul>
      )}
    </Modal>
  );
}
