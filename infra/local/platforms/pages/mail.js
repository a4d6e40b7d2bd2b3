// E-mails and text messages, newest first.
import { $, ask, changed, clock, el, t } from "./base.js";
import { opener } from "./desk.js";

let seen = null;

export async function refreshMail() {
  const { letters } = await ask("/window/mail");
  const known = seen ?? new Set(letters.map((letter) => letter.id));
  const fresh = letters.filter((letter) => !known.has(letter.id));
  const looking = matchMedia("(min-width: 1000px)").matches || document.body.dataset.view === "mail";
  seen = looking ? new Set(letters.map((letter) => letter.id)) : known;
  $("unread").hidden = looking || !fresh.length;
  $("unread").textContent = String(fresh.length);
  if (!changed("mail", letters)) return;
  const openNow = new Set([...$("letters").querySelectorAll("details[open]")].map((node) => node.dataset.id));
  $("letters").replaceChildren(...(letters.length ? letters.map((letter) => draw(letter, openNow, fresh)) : [el("p", { class: "empty" }, t("mail_empty"))]));
}

function draw(letter, openNow, fresh) {
  const head = el("span", { class: "row small" }, el("span", { class: `badge ${letter.kind}` }, letter.kind === "sms" ? "SMS" : "E-mail"),
    el("span", { class: "to" }, `${t("to")} ${letter.to}`), el("span", {}, clock(letter.at * 1000)));
  const classes = fresh.includes(letter) ? "letter new" : "letter";
  if (letter.kind === "sms") return el("div", { class: classes }, head, el("p", {}, letter.text), opener(letter.text));
  return el("details", { class: classes, "data-id": letter.id, open: openNow.has(letter.id) }, el("summary", {}, head, el("b", {}, letter.subject)), el("pre", {}, letter.text), opener(letter.text));
}
