"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { StrategyView } from "@/server/strategy/core/describe-strategy";
import { tellRefusal } from "../commands/tell-refusal";
import { useRunId } from "../commands/use-run-id";
import { useTRPC } from "../trpc/client";
import { refusalOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { Said } from "../ui/field";
import { Form, FormSaid } from "../ui/form";
import { Modal } from "../ui/modal";
import { tell } from "../ui/toasts";
import { useCheckedForm } from "../ui/use-checked-form";
import { botCheck, draftOf, type Market } from "./bot-draft";
import { BotFields } from "./bot-fields";
import { exitFieldOf } from "./exit-draft";

type CreateBotDialogProps = { readonly onClose: () => void };

/** A new bot: market, strategy, risk and capital. Refusals are the server's sentences. */
export function CreateBotDialog({ onClose }: CreateBotDialogProps) {
  const trpc = useTRPC();
  const { data: markets } = useQuery(trpc.markets.list.queryOptions());
  const { data: strategies } = useQuery(trpc.bots.strategies.queryOptions());
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title="Create a bot"
      description="Its capital is set aside from the paper money of its exchange and belongs to it alone."
    >
      {!markets || !strategies ? (
        <p role="status" className="text-small text-text-2">
          Reading markets and strategies…
        </p>
      ) : markets.length === 0 ? (
        <Said>No market is in use yet. Wait until the ribbon names one, then try again.</Said>
      ) : (
        <CreateBotForm markets={markets} strategies={strategies} onDone={onClose} />
      )}
    </Modal>
  );
}

type FormProps = {
  readonly markets: readonly Market[];
  readonly strategies: readonly StrategyView[];
  readonly onDone: () => void;
};

function CreateBotForm({ markets, strategies, onDone }: FormProps) {
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const form = useCheckedForm(botCheck(strategies), draftOf(markets, strategies));
  const create = useMutation(
    trpc.bots.create.mutationOptions({
      onSuccess: (result) => {
        done();
        if (result.status === "done") tell(`${result.answer.name} created on ${result.answer.symbol}.`);
        onDone();
      },
      onError: (error) => {
        if (refusalOf(error)) done();
        tellRefusal(form, error, exitFieldOf);
      },
    }),
  );
  return (
    <Form
      form={form}
      className="grid gap-3"
      onSend={(input) => create.mutate({ runId: runIdFor(input), input })}
    >
      <BotFields markets={markets} strategies={strategies} />
      <FormSaid />
      <div className="flex justify-end gap-2 border-t border-line pt-3">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" kind="primary" disabled={create.isPending}>
          {create.isPending ? "Creating" : "Create bot"}
        </Button>
      </div>
    </Form>
  );
}
