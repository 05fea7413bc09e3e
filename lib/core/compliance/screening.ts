export const DENIED_LISTS = ["ofac-sdn", "un", "eu", "us-csl"] as const;
export type DeniedList = (typeof DENIED_LISTS)[number];

export const LIST_FORMATS = ["ofac-csv", "ofac-xml", "un-xml", "eu-csv", "csl-csv"] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];

/** The list that each format is of. */
export const LIST_OF: Record<ListFormat, DeniedList> = {
  "ofac-csv": "ofac-sdn",
  "ofac-xml": "ofac-sdn",
  "un-xml": "un",
  "eu-csv": "eu",
  "csl-csv": "us-csl",
};

export const LIST_LABELS: Record<DeniedList, string> = {
  "ofac-sdn": "OFAC SDN",
  un: "UN consolidated",
  eu: "EU financial sanctions",
  "us-csl": "US consolidated screening",
};

export const FORMAT_LABELS: Record<ListFormat, string> = {
  "ofac-csv": "OFAC SDN: sdn.csv, with alt.csv",
  "ofac-xml": "OFAC SDN: sdn.xml",
  "un-xml": "UN consolidated list: XML",
  "eu-csv": "EU financial sanctions: CSV",
  "csl-csv": "US Consolidated Screening List: CSV",
};

export const PARTY_KINDS = ["person", "entity", "vessel", "other"] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];

export const SUBJECT_KINDS = ["organization", "legal_name", "person", "beneficial_owner"] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

export const SUBJECT_LABELS: Record<SubjectKind, string> = {
  organization: "organization",
  legal_name: "legal name",
  person: "person",
  beneficial_owner: "beneficial owner",
};

export const MATCH_STATES = ["open", "clearing", "cleared", "confirmed", "gone"] as const;

/** From here on a person has to look… */
export const REVIEW_SCORE = 0.85;
/** …and from here on nothing starts and nothing is paid out until two have. */
export const STRONG_SCORE = 0.95;

export function isStrong({ score }: { score: number }): boolean {
  return score >= STRONG_SCORE - 1e-6;
}

/** One party of a list, read from any of the formats. */
export interface ListedParty {
  externalId: string;
  kind: PartyKind;
  /** The main one first. */
  names: string[];
  programs: string[];
  countries: string[];
  birthDates: string[];
}
