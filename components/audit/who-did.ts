interface Did {
  actorType: string;
  actorId: string | null;
  actorName: string | null;
  impersonatorName: string | null;
  isByStaff: boolean;
}

/** In one line, as it is searched and exported. */
export function whoDid({ actorType, actorId, actorName, impersonatorName, isByStaff }: Did): string {
  const name = impersonatorName ?? actorName ?? actorId ?? actorType;
  return isByStaff ? `Platform staff ${name}` : name;
}
