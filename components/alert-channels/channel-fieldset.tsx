"use client";
import { useFormContext, useWatch } from "react-hook-form";
import type { ChannelView } from "@/server/alerts/core/alert-view";
import { SEVERITIES } from "@/server/alerts/core/severity";
import { severityNames } from "../shared/severity-mark";
import { ChoiceField } from "../ui/choice-field";
import { InputField, NumberField, SwitchField } from "../ui/form-fields";
import { PasswordField } from "../ui/password-field";
import { type ChannelFields, STANDARD_URL } from "./channel-check";
import { channelNames, secretNames } from "./channel-words";

type FieldsetProps = { readonly kept: ChannelView | null; readonly zone: string };

const KINDS = Object.entries(channelNames).map(([value, label]) => ({ value, label }));
const SECURITY = [
  { value: "starttls", label: "STARTTLS, usually port 587" },
  { value: "tls", label: "TLS, usually port 465" },
  { value: "none", label: "None: on this machine only" },
];
const PAIR = "grid grid-cols-2 gap-3 max-tablet:grid-cols-1";

/** What every channel has, and what its kind needs besides. */
export function ChannelFieldset({ kept, zone }: FieldsetProps) {
  const { setValue, getValues } = useFormContext<ChannelFields>();
  const kind = useWatch<ChannelFields, "kind">({ name: "kind" });
  const onKind = (value: string) => {
    const chosen = value as ChannelFields["kind"];
    const known = Object.values(STANDARD_URL);
    if (known.includes(getValues("url"))) setValue("url", STANDARD_URL[chosen]);
    setValue("kind", chosen, { shouldDirty: true });
  };
  return (
    <>
      <div className={PAIR}>
        <ChoiceField<ChannelFields> label="Kind" name="kind" options={KINDS} onChosen={onKind} />
        <InputField<ChannelFields> label="Name" name="name" autoComplete="off" maxLength={40} />
      </div>
      {kind === "email" ? <MailFields /> : <UrlFields kind={kind} />}
      <PasswordField<ChannelFields>
        label={secretNames[kind]}
        name="secret"
        autoComplete="off"
        hint={
          kept && kept.lastFour !== ""
            ? `One that ends in ${kept.lastFour} is kept; empty leaves it.`
            : undefined
        }
      />
      <ChoiceField<ChannelFields>
        label="Told of"
        name="minSeverity"
        options={SEVERITIES.map((value) => ({
          value,
          label:
            value === "low"
              ? "Every alert"
              : `${severityNames[value]}${value === "critical" ? "" : " or worse"}`,
        }))}
      />
      <div className={PAIR}>
        <InputField<ChannelFields>
          label="Quiet from"
          name="quietFrom"
          placeholder="22:00"
          autoComplete="off"
          hint={`Times of ${zone}; empty is never quiet.`}
        />
        <InputField<ChannelFields>
          label="Quiet until"
          name="quietTo"
          placeholder="07:00"
          autoComplete="off"
          hint="What is critical comes anyway, the rest waits."
        />
      </div>
      <SwitchField<ChannelFields> name="enabled">Alerts are sent there</SwitchField>
    </>
  );
}

function MailFields() {
  return (
    <>
      <div className={PAIR}>
        <InputField<ChannelFields>
          label="Mail server"
          name="host"
          placeholder="smtp.example.org"
          autoComplete="off"
        />
        <NumberField<ChannelFields> label="Port" name="port" />
      </div>
      <div className={PAIR}>
        <ChoiceField<ChannelFields> label="Protection" name="security" options={SECURITY} />
        <InputField<ChannelFields>
          label="Login, if the server asks for one"
          name="login"
          autoComplete="off"
        />
      </div>
      <div className={PAIR}>
        <InputField<ChannelFields>
          label="From"
          name="from"
          type="email"
          placeholder="bots@example.org"
          autoComplete="off"
        />
        <InputField<ChannelFields>
          label="To"
          name="to"
          type="email"
          placeholder="me@example.org"
          autoComplete="off"
        />
      </div>
    </>
  );
}

const URL_LABELS = { webhook: "Address", ntfy: "Server", telegram: "Server" } as const;

function UrlFields({ kind }: { readonly kind: keyof typeof URL_LABELS }) {
  return (
    <>
      <InputField<ChannelFields>
        label={URL_LABELS[kind]}
        name="url"
        type="url"
        placeholder="https://example.org/alerts"
        autoComplete="off"
        hint={kind === "webhook" ? "Signed JSON is posted there; see docs/OPERATIONS.md." : undefined}
      />
      {kind === "ntfy" ? (
        <InputField<ChannelFields>
          label="Topic"
          name="topic"
          autoComplete="off"
          hint="Whoever knows the topic of a public server reads along: choose one that cannot be guessed."
        />
      ) : null}
      {kind === "telegram" ? (
        <InputField<ChannelFields>
          label="Chat"
          name="chat"
          placeholder="-1001234567890"
          autoComplete="off"
          hint="Write to your bot first; its id of your chat is a number."
        />
      ) : null}
    </>
  );
}
