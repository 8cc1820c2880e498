// Putting the app on the home screen.
import { find } from "./page.js";

// Chrome offers to install when it thinks fit; the offer is kept until somebody wants it.
export function offerInstall() {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    find("install-row").hidden = false;
    find("install").onclick = async () => {
      find("install-row").hidden = true;
      await event.prompt();
    };
  });
  find("install-hint").hidden = !isSafariOfPhone() || isInstalled();
}

// Safari offers nothing by itself, and forgets pages that were not opened for a week.
function isSafariOfPhone() {
  const isPad = navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1;
  return /iPhone|iPad|iPod/.test(navigator.userAgent) || isPad;
}

function isInstalled() {
  return Boolean(navigator.standalone) || matchMedia("(display-mode: standalone)").matches;
}
