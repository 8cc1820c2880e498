// The kinds of records that this phone makes. The outbox knows none of them: a kind says which
// version of its payload is the newest, and brings an older one that was never sent up to it.

const kinds = new Map();

// `schema` is the newest version; `migrate(payload, from)` gives the payload in that version;
// `summary(payload, context)` says it in a line.
export function register(name, kind) {
  kinds.set(name, kind);
}

export function kindOf(name) {
  return kinds.get(name) || null;
}

// What was never sent is brought up to the newest version. A kind that this version of the app does
// not know, or a newer one (the app was set back), stays as it is.
export function migrated(record) {
  const kind = kinds.get(record.kind);
  if (!kind || record.frozen || record.schema >= kind.schema) return record;
  return { ...record, payload: kind.migrate(record.payload, record.schema), schema: kind.schema };
}

export const WITHDRAWAL = "-withdrawal";

export function isWithdrawal(record) {
  return record.kind.endsWith(WITHDRAWAL);
}
