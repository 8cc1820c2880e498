// The field app. The counters come first, from one look into the phone's database; all else (what
// waits, sending, photos, the other screens) is fetched only when they have been painted.
import { offerInstall } from "./install.js";
import { openCounters } from "./opening.js";
import { say, words } from "./page.js";
import * as store from "./store.js";

// The drive that the address names; null means the one that was counted in last.
function askedKey() {
  const byAccount = location.pathname.match(/^\/field\/drives\/(\d+)\/$/);
  if (byAccount) return `account:${byAccount[1]}`;
  const byPhone = new URLSearchParams(location.search).get("joined");
  if (!byPhone) return null;
  history.replaceState(null, "", "/field/");
  return `device:${Number(byPhone)}`;
}

// A hidden page is never painted.
function painted() {
  if (document.hidden) return Promise.resolve();
  return new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); });
}

// What is pressed before its part of the app is there is pressed again when it is. The counters
// themselves need nothing else.
function holdPresses() {
  let held = null;
  const hold = (event) => {
    const pressed = event.target.closest?.("button, a");
    if (!pressed || pressed.closest("[data-counters], [data-undo], [data-edit], dialog")) return;
    event.preventDefault();
    event.stopPropagation();
    held = pressed;
  };
  addEventListener("click", hold, true);
  return () => {
    removeEventListener("click", hold, true);
    held?.click();
  };
}

async function start() {
  offerInstall();
  try {
    await store.open();
  } catch {
    say(words.noStorage, "danger");
    return;
  }
  const asked = askedKey();
  const letGo = holdPresses();
  const isOpen = await openCounters(asked);
  if (isOpen) {
    performance.mark("loa-counting");
    await painted();
  }
  const rest = await import("./rest.js");
  await rest.start({ asked, isOpen, letGo });
}

start();
