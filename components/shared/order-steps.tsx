import type { OrderStepView } from "@/server/history/core/trade-view";
import { Moment } from "../ui/moment";
import { FLOW, FLOW_STEP } from "../ui/part";

/** The steps of an order's life, one below the other. */
export function OrderSteps({ steps }: { readonly steps: readonly OrderStepView[] }) {
  return (
    <ol className={FLOW}>
      {steps.map((step, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are a record that only grows at its end
        <li key={at} className={FLOW_STEP}>
          <Moment iso={step.at} format="clockMs" />
          <span>{step.words}</span>
          {isNews(step) ? <span className="text-right text-text-2">{step.value}</span> : null}
        </li>
      ))}
    </ol>
  );
}

/** A value that only repeats the words is left out. */
const isNews = ({ words, value }: OrderStepView): boolean =>
  value !== "" && value.toLowerCase() !== words.toLowerCase();
