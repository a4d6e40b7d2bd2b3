// Starts the page, then asks every two seconds for what has changed.
import { $, ask, changed, show, state, t, translate } from "./base.js";
import { offerAccounts, refreshCitizen, startCitizen } from "./citizen.js";
import { CODE, offerStaff, openCode, refreshDesk, sitAt, startDesk } from "./desk.js";
import { refreshMail } from "./mail.js";

async function refresh() {
  if (document.hidden) return;
  const setup = await ask("/window/setup");
  const ready = setup.ready && setup.provinces.length > 0;
  if (!ready || $("notice").dataset.setup) {
    $("notice").hidden = ready;
    $("notice").textContent = ready ? "" : t(setup.provinces.length ? "starting" : "no_provinces");
    $("notice").dataset.setup = ready ? "" : "1";
  }
  state.setup = setup;
  if (changed("setup", setup)) {
    offerAccounts();
    await offerStaff();
  }
  await Promise.allSettled([refreshCitizen(), refreshDesk(), refreshMail()]);
}

async function speak(lang) {
  state.lang = lang;
  localStorage.setItem("lang", lang);
  $("language").textContent = lang === "vi" ? "English" : "Tiếng Việt";
  $("language").lang = lang === "vi" ? "en" : "vi";
  translate();
  await refresh();
}

async function poll() {
  await refresh().catch(() => { $("notice").hidden = false; $("notice").textContent = t("starting"); $("notice").dataset.setup = "1"; });
  setTimeout(poll, 2000);
}

[state.words, state.acts] = await Promise.all([ask("/window/words.json"), ask("/window/acts.json")]);
const asked = new URLSearchParams(location.search);
document.querySelectorAll("[data-show]").forEach((button) => button.addEventListener("click", () => show(button.dataset.show)));
$("language").addEventListener("click", () => speak(state.lang === "vi" ? "en" : "vi"));
await startCitizen();
startDesk();
if (asked.get("view")) show(asked.get("view"));
await speak(asked.get("lang") ?? localStorage.getItem("lang") ?? "vi").catch(() => {});
const newest = CODE.exec($("log").textContent)?.[0];
if (asked.get("ticket")) await openCode(asked.get("ticket"));
else if (newest) await sitAt(newest).catch(() => {});
poll();
