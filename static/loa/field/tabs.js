// Several tabs of the app on one phone: one of them sends, and all show the same.

const LEASE_MS = 90_000;
const me = Math.random().toString(36).slice(2);
const channel = globalThis.BroadcastChannel ? new BroadcastChannel("loa-field") : null;
const PING = "loa.field.ping";

// What changed: "records", "drives" or the key of a draft. Other tabs alone hear it.
export function tell(what) {
  if (channel) channel.postMessage(what);
  else try { localStorage.setItem(PING, `${what} ${Date.now()}`); } catch { /* they look again when shown */ }
}

export function listen(hear) {
  if (channel) channel.addEventListener("message", (event) => hear(event.data));
  else addEventListener("storage", (event) => {
    if (event.key === PING && event.newValue) hear(event.newValue.split(" ")[0]);
  });
}

// Runs `act` unless another tab runs one already; then it answers undefined at once.
export async function alone(name, act, store) {
  if (navigator.locks) {
    return navigator.locks.request(`loa-field-${name}`, { ifAvailable: true }, (lock) => (lock ? act() : undefined));
  }
  return leased(name, act, store);
}

// Without locks (plain http, old phones) a lease in the database; it ends by itself when its tab dies.
export async function leased(name, act, store) {
  const key = `lease-${name}`;
  const take = (isFirst) => store.write(["meta"], async (find) => {
    const held = await find("meta").get(key);
    const isMine = held?.tab === me;
    // A lease from the future is one of a clock that was set back.
    const isOver = !held || held.until < Date.now() || held.until > Date.now() + LEASE_MS;
    if (isFirst ? !isOver : !isMine) return false;
    await find("meta").put({ tab: me, until: Date.now() + LEASE_MS }, key);
    return true;
  });
  if (!(await take(true))) return undefined;
  const pulse = setInterval(() => take(false), LEASE_MS / 3);
  try {
    return await act();
  } finally {
    clearInterval(pulse);
    await store.write(["meta"], (find) => find("meta").delete(key));
  }
}
