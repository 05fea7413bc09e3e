"use client";

import { Alert } from "@/components/ui/alert";
import { CheckboxField } from "@/components/ui/checkbox";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { Textarea } from "@/components/ui/textarea";
import type { ApiScope } from "@/lib/core/api-scopes";
import type { KeyChoices, KeyDraft } from "./key-draft";

interface KeyFieldsProps {
  draft: KeyDraft;
  choices: KeyChoices;
  errors: Record<string, string[]>;
  message: string | null;
  onChange: (change: Partial<KeyDraft>) => void;
}

export function KeyFields({ draft, choices, errors, message, onChange }: KeyFieldsProps) {
  const isService = draft.serviceAccountId !== "";
  const lifetimes = choices.lifetimesDays.map((days) => ({ value: String(days), label: `${days} days` }));
  return (
    <FieldGroup>
      <Field label="Name" hint="What uses it." error={errors.name} required>
        <Input
          value={draft.name}
          maxLength={60}
          autoComplete="off"
          placeholder="deploy from CI"
          onChange={(event) => onChange({ name: event.target.value })}
        />
      </Field>
      <Field
        label="Acts as"
        hint="A person's key ends when they leave; a service account stays."
        error={errors.serviceAccountId}
      >
        <NativeSelect
          value={draft.serviceAccountId}
          onChange={(event) => {
            const serviceAccountId = event.target.value;
            const lifetime = serviceAccountId === "" && draft.lifetime === "never" ? "90" : draft.lifetime;
            onChange({ serviceAccountId, lifetime });
          }}
          options={[
            { value: "", label: "yourself" },
            ...choices.serviceAccounts.map(({ userId, name, role }) => ({ value: userId, label: `${name} (${role})` })),
          ]}
        />
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 font-medium">Scopes</legend>
        {choices.scopes.map(({ scope, text }) => (
          <CheckboxField
            key={scope}
            label={<span className="font-mono text-xs">{scope}</span>}
            hint={`May ${text}.`}
            checked={draft.scopes.includes(scope)}
            onCheckedChange={(on) => onChange({ scopes: toggle(draft.scopes, scope, on === true) })}
          />
        ))}
        <FormError>{errors.scopes?.join(" ")}</FormError>
      </fieldset>
      <FieldGroup columns={2}>
        <Field label="Good for" error={errors.lifetime} required>
          <NativeSelect
            value={draft.lifetime}
            onChange={(event) => onChange({ lifetime: event.target.value })}
            options={isService ? [...lifetimes, { value: "never", label: "until it is revoked" }] : lifetimes}
          />
        </Field>
        {choices.projects.length > 0 ? (
          <Field label="Project" error={errors.projectId}>
            <NativeSelect
              value={draft.projectId}
              onChange={(event) => onChange({ projectId: event.target.value })}
              options={[
                { value: "", label: "all that its owner sees" },
                ...choices.projects.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          </Field>
        ) : null}
      </FieldGroup>
      {draft.lifetime === "never" ? (
        <Alert tone="warning" title="It never ends by itself">
          Whoever finds it can use it until somebody revokes it. Hold it to addresses, and rotate it now and then.
        </Alert>
      ) : null}
      <Field
        label="Only from these addresses"
        hint="Addresses or ranges such as 203.0.113.0/24 or 2001:db8::/32, one a line. Empty: from anywhere."
        error={errors.addresses}
        optional
      >
        <Textarea
          rows={2}
          className="font-mono text-xs"
          spellCheck={false}
          value={draft.addresses}
          onChange={(event) => onChange({ addresses: event.target.value })}
        />
      </Field>
      <FormError>{message}</FormError>
    </FieldGroup>
  );
}

function toggle(scopes: readonly ApiScope[], scope: ApiScope, on: boolean): ApiScope[] {
  const others = scopes.filter((one) => one !== scope);
  return on ? [...others, scope] : others;
}
