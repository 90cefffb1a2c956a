"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { KeySite } from "@/server/vault/core/key-site";
import type { ExchangeView } from "@/server/vault/core/key-view";
import { needsStepUp, StepUpForm } from "../commands/step-up-form";
import { tellRefusal } from "../commands/tell-refusal";
import { useRunId } from "../commands/use-run-id";
import { useTRPC } from "../trpc/client";
import { refusalOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Form, FormSaid } from "../ui/form";
import { InputField } from "../ui/form-fields";
import { PasswordField } from "../ui/password-field";
import { setFields, useCheckedForm } from "../ui/use-checked-form";
import { guides } from "./guides";
import { type KeyFields, type KeySent, keyCheck, NO_KEY } from "./key-check";
import { PracticeKeys } from "./practice-keys";

type KeyFormProps = {
  readonly exchange: ExchangeView;
  readonly site: KeySite;
  readonly replaces: boolean;
  readonly label: string;
  readonly onSaved: () => void;
  readonly onClose: () => void;
};

/** The lines of a key. The password is asked for once more where it has to be; what was typed stays meanwhile. */
export function KeyForm({ exchange, site, replaces, label, onSaved, onClose }: KeyFormProps) {
  const form = useCheckedForm(keyCheck(exchange.exchange, site), { ...NO_KEY, label });
  const [waiting, setWaiting] = useState<KeySent | null>(null);
  const save = useSave(replaces, {
    onSaved: () => {
      form.reset();
      onSaved();
    },
    onUnproved: setWaiting,
    onRefused: (error) => tellRefusal(form, error),
  });
  const { keyName, secretName } = guides[exchange.exchange];
  return (
    <>
      {waiting ? (
        <StepUpForm
          act={replaces ? "Replace and test" : "Save and test"}
          onCancel={() => setWaiting(null)}
          onProved={() => {
            setWaiting(null);
            save.send(waiting);
          }}
        />
      ) : null}
      <Form
        form={form}
        className={cn("grid gap-3 border-t border-line pt-3", waiting && "hidden")}
        aria-label={`Key for ${exchange.label}`}
        autoComplete="off"
        onSend={save.send}
      >
        {site === "simulator" ? (
          <PracticeKeys
            exchange={exchange}
            onTaken={({ apiKey, secret, passphrase }) =>
              setFields(form, { apiKey, secret, passphrase: passphrase ?? "" })
            }
          />
        ) : null}
        <PasswordField<KeyFields> label={keyName} name="apiKey" autoComplete="off" />
        <PasswordField<KeyFields> label={secretName} name="secret" autoComplete="off" />
        {exchange.hasPassphrase ? (
          <PasswordField<KeyFields>
            label="Passphrase"
            name="passphrase"
            autoComplete="off"
            hint="The one you chose yourself when you made the key."
          />
        ) : null}
        <InputField<KeyFields> label="Label, if you like" name="label" autoComplete="off" maxLength={40} />
        <FormSaid />
        <div className="flex flex-wrap justify-end gap-2 border-t border-line pt-3">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" disabled={save.isPending}>
            {save.isPending ? "Saving" : replaces ? "Replace and test" : "Save and test"}
          </Button>
        </div>
      </Form>
    </>
  );
}

type Heard = {
  readonly onSaved: () => void;
  readonly onUnproved: (input: KeySent) => void;
  readonly onRefused: (error: unknown) => void;
};

function useSave(replaces: boolean, { onSaved, onUnproved, onRefused }: Heard) {
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const options = {
    onSuccess: () => {
      done();
      onSaved();
    },
    onError: (error: unknown, { input }: { readonly input: KeySent }) => {
      // refused before it had a run: the same request is sent once more
      if (needsStepUp(error)) return onUnproved(input);
      if (refusalOf(error)) done();
      onRefused(error);
    },
  };
  const add = useMutation(trpc.exchanges.addKey.mutationOptions(options));
  const rotate = useMutation(trpc.exchanges.rotateKey.mutationOptions(options));
  const { mutate, isPending } = replaces ? rotate : add;
  return { isPending, send: (input: KeySent) => mutate({ runId: runIdFor(input), input }) };
}
