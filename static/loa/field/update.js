// The app is kept on the phone by its service worker. A new version is fetched beside the old one
// and waits until somebody taps: what is counted and what waits lies in the database and stays.
import { config, find } from "./page.js";

const CHECK_MS = 60 * 60 * 1000;
let isAsked = false;

function offer(worker) {
  find("update").hidden = false;
  find("update-now").onclick = () => {
    isAsked = true;
    worker.postMessage("use-now");
  };
}

function watch(registration) {
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker.addEventListener("statechange", () => {
      if (worker.state === "installed" && navigator.serviceWorker.controller) offer(worker);
    });
  });
}

// Every tab goes over to the new version together; one that did not ask does so when it is shown next.
function reload() {
  if (isAsked || document.hidden) location.reload();
  else find("update").hidden = true;
}

export async function keepApp() {
  if (!navigator.serviceWorker) return;
  let hadOne = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (hadOne) reload();
    hadOne = true;
  });
  try {
    const registration = await navigator.serviceWorker.register(config.workerUrl, { scope: "/field/", updateViaCache: "none" });
    watch(registration);
    const check = () => { registration.update().catch(() => {}); };
    setInterval(check, CHECK_MS);
    addEventListener("online", check);
  } catch { /* no network, or no safe address: the app goes on as a page */ }
}

// Asked once something lies here that would be missed.
export async function askToKeep() {
  try {
    if (!(await navigator.storage?.persisted?.())) await navigator.storage?.persist?.();
  } catch { /* the browser does not say; it keeps what it can */ }
}
