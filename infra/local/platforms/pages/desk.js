// The officer's desk: a worklist, a ticket, and the acts that are legal now. Everything goes through the product's API.
import { drawActs } from "./acts.js";
import { $, ask, changed, clock, el, options, show, state, t } from "./base.js";
import { badge, due, factsOf, heldTable, step, told } from "./ticket.js";

export const CODE = /\b[A-Z]{1,4}(?:-[0-9A-Z]{4}){3}\b/;
let me = null;
let open = null;
let codes = [];

export function startDesk() {
  $("province").addEventListener("change", offerStaff);
  $("staff").addEventListener("change", signIn);
  for (const id of ["unit", "done"]) $(id).addEventListener("change", () => showTicket(null));
}

export function offerStaff() {
  tell("");
  options($("province"), state.setup.provinces.map((p) => [p.slug, p.name]), $("province").value);
  const province = state.setup.provinces.find((p) => p.slug === $("province").value);
  options($("staff"), province?.staff.map((s) => [s.id, `${s.name} (${t(s.role, "role")})`, s.unit_name]) ?? [], $("staff").value);
  return signIn();
}

// A button that opens the ticket whose code stands in these words, or nothing.
export function opener(words) {
  const code = CODE.exec(words);
  return code && el("button", { type: "button", class: "go", onclick: () => openCode(code[0]) }, t("open_ticket"));
}

// Sits down at the desk where a ticket lies, as somebody who works on it.
export async function sitAt(code) {
  const found = await ask(`/window/find?code=${encodeURIComponent(code)}`);
  if (me?.id !== found.staff) {
    $("province").value = found.province;
    await offerStaff();
    $("staff").value = found.staff;
    await signIn();
  }
  if ($("unit").value !== found.unit) $("unit").value = found.unit;
}

export async function openCode(code) {
  show("desk");
  await sitAt(code).then(() => showTicket(code), (error) => tell(error.message, true));
}

async function signIn() {
  const slug = $("province").value, id = $("staff").value;
  const province = state.setup.provinces.find((p) => p.slug === slug);
  const person = province?.staff.find((s) => s.id === id);
  if (!person) return;
  try {
    const { id_token: token } = await ask("/issuer/token", { body: { province: slug, staff: id } });
    const same = me?.id === id;
    me = { province: slug, id, token, at: Date.now() };
    state.desk = slug;
    if (same) return;
  } catch (error) {
    return tell(error.message, true);
  }
  options($("unit"), province.units.map((unit) => [unit.id, unit.name]), person.unit);
  await showTicket(null);
}

const api = (path, body) => ask(`/window/api/v1/${me.province}/${path}`, { token: me.token, body });

function tell(text, bad = false) {
  $("said").textContent = text;
  $("said").classList.toggle("bad", bad);
}

export async function refreshDesk() {
  if (!me) return;
  if (Date.now() - me.at > 3000000) return signIn();
  try {
    if (open) drawTicket(await api(`tickets/${encodeURIComponent(open)}`));
    else drawList((await api(`tickets?unit=${encodeURIComponent($("unit").value)}&limit=50${$("done").checked ? "&state=done" : ""}`)).tickets ?? []);
    if ($("said").dataset.poll) tell("");
    delete $("said").dataset.poll;
  } catch (error) {
    if (open && error.status === 403) return leave();
    tell(error.message, true);
    $("said").dataset.poll = "1";
    if (!open && changed("list", error.message)) $("list").replaceChildren();
  }
}

// The petition went to somebody else's desk: back to the list, with a word.
async function leave() {
  const words = $("said").textContent;
  await showTicket(null);
  tell(`${words} ${t("gone")}`.trim());
}

function showTicket(code) {
  open = code;
  $("ticket").hidden = !code;
  $("list").hidden = Boolean(code);
  tell("");
  $("ticket").replaceChildren();
  for (const part of ["facts", "story"]) changed(part, null);
  return refreshDesk();
}

function drawList(tickets) {
  codes = tickets.map((ticket) => ticket.code);
  if (!changed("list", [tickets, Math.floor(Date.now() / 60000)])) return;
  const rows = tickets.map((ticket) => el("li", {}, el("button", { type: "button", class: "card", onclick: () => showTicket(ticket.code) },
    el("span", { class: "row" }, el("b", { class: "code" }, ticket.code), badge(ticket)),
    el("span", { class: "excerpt" }, ticket.excerpt), el("span", { class: "row small" }, due(ticket), el("span", {}, clock(ticket.opened_at))))));
  $("list").replaceChildren(rows.length ? el("ul", { class: "cards" }, rows) : el("p", { class: "empty" }, t("no_tickets")));
}

function drawTicket({ ticket, acts = [], timeline = [], notices = [], held = [], hints = [] }) {
  if (!$("ticket-facts")) $("ticket").replaceChildren(...["facts", "acts", "story"].map((part) => el("div", { id: `ticket-${part}`, class: `part ${part}` })));
  const times = held.map((one) => [one.by, one.from, one.working_minutes]);
  if (changed("facts", [ticket, hints, Math.floor(Date.now() / 60000)])) {
    const focused = document.activeElement?.id;
    $("ticket-facts").replaceChildren(
      el("div", { class: "row" }, el("button", { type: "button", id: "ticket-back", class: "ghost", onclick: () => showTicket(null) }, t("back")), el("h3", { class: "code" }, ticket.code)),
      el("p", { class: "row" }, badge(ticket), due(ticket)), factsOf(ticket, openCode, hints.map((hint) => hint.code)));
    if (focused === "ticket-back") $(focused).focus();
  }
  const province = state.setup.provinces.find((one) => one.slug === me.province);
  const files = timeline.flatMap(({ n, attachments = [] }) => attachments.map(({ kind, name }, i) => ({ n, i, kind, name })));
  drawActs($("ticket-acts"), { ticket, province, files, codes: codes.filter((code) => code !== ticket.code) }, acts, doAct, refreshDesk);
  if (changed("story", [timeline, notices, times])) $("ticket-story").replaceChildren(...[heldTable(held),
    el("h4", {}, t("timeline")), el("ol", { class: "timeline" }, [...timeline].reverse().map(step)),
    notices.length > 0 && el("h4", {}, t("notices")), el("ul", { class: "notices" }, notices.map(told))].filter(Boolean));
}

// Does an act; gives back what is wrong with it, or null when it is done.
async function doAct(act, body) {
  try {
    const code = encodeURIComponent(open);
    const found = await api(act === "unveil" ? `senders/${code}` : `tickets/${code}/${act}`, body);
    const sender = [found.name, found.phone, found.email, found.address].filter(Boolean).join(" · ") || "—";
    tell(act === "unveil" ? `${t("sender_is")}: ${sender}` : `${t("done")} ${t(act, "act")}.`);
    return null;
  } catch (error) {
    tell(error.message, true);
    return error;
  }
}
