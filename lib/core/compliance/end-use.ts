export const END_USE_CATEGORIES = [
  "research",
  "commercial_training",
  "commercial_inference",
  "rendering",
  "education",
  "other",
] as const;
export type EndUseCategory = (typeof END_USE_CATEGORIES)[number];

export const END_USE_LABELS: Record<EndUseCategory, string> = {
  research: "Scientific research",
  commercial_training: "Training of models for a product",
  commercial_inference: "Inference for a product",
  rendering: "Rendering and simulation",
  education: "Education",
  other: "Something else",
};

/** What a signer rules out, box by box; each has to be ticked. */
export const PROHIBITED_USES = [
  { key: "weapons", text: "no nuclear, chemical or biological weapons, and no missiles" },
  { key: "military", text: "no military or military-intelligence end use, nor end user" },
  { key: "surveillance", text: "no surveillance that violates human rights" },
  { key: "denied", text: "no use by or for a party on a sanctions or denied-party list" },
  { key: "resale", text: "no access for others in countries that the platform's rules exclude" },
] as const;
export const PROHIBITED_USE_KEYS = PROHIBITED_USES.map(({ key }) => key);

/** Another wording is another version; what was signed under an older one stays valid for its year. */
export const STATEMENT_VERSION = "2026-11";
export const STATEMENT_DAYS = 365;
export const STATEMENT_TEXT =
  "We declare what the rented accelerators are used for, that we will tell the platform before that changes, and that " +
  "there is and will be:";

export const NOT_LEGAL_ADVICE =
  "These are the platform's own rules and not legal advice: what the law asks of you, you have to find out yourself.";
