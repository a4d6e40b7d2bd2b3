// The officer's desk: a worklist, a ticket, and the acts that are legal now. Everything goes through the product's API.
import { $, ask, changed, clock, el, options, show, state, t, untilThen } from "./base.js";

const ACTS = ["accept", "assign", "ask", "answer", "transfer", "close", "note"];
export const CODE = /\b[A-Z]{1,4}(?:-[0-9A-Z]{4}){3}\b/;
let me = null;
let open = null;

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
    tell(error.message, true);
    $("said").dataset.poll = "1";
    if (!open && changed("list", error.message)) $("list").replaceChildren();
  }
}

function showTicket(code) {
  open = code;
  $("ticket").hidden = !code;
  $("list").hidden = Boolean(code);
  tell("");
  $("ticket").replaceChildren();
  changed("ticket", null);
  return refreshDesk();
}

function badge(ticket) {
  return [el("span", { class: `badge ${ticket.status}` }, t(ticket.status, "status")),
    ticket.urgency === "emergency" && el("span", { class: "badge urgent" }, t("emergency")),
    ticket.level > 0 && el("span", { class: "badge level" }, `${t("level")} ${ticket.level}`)];
}

function due(ticket) {
  if (!ticket.stage_due_at) return null;
  const { late, words } = untilThen(ticket.stage_due_at);
  return el("span", { class: late ? "due late" : "due" }, `${t("due")} ${t(ticket.stage, "stage")}: ${words}`);
}

function drawList(tickets) {
  if (!changed("list", [tickets, Math.floor(Date.now() / 60000)])) return;
  const rows = tickets.map((ticket) => el("li", {}, el("button", { type: "button", class: "card", onclick: () => showTicket(ticket.code) },
    el("span", { class: "row" }, el("b", { class: "code" }, ticket.code), badge(ticket)),
    el("span", { class: "excerpt" }, ticket.excerpt), el("span", { class: "row small" }, due(ticket), el("span", {}, clock(ticket.opened_at))))));
  $("list").replaceChildren(rows.length ? el("ul", { class: "cards" }, rows) : el("p", { class: "empty" }, t("no_tickets")));
}

function drawTicket(answer) {
  const { ticket, acts = [], timeline = [], notices = [] } = answer;
  if (!changed("ticket", [answer, Math.floor(Date.now() / 60000)])) return;
  const typed = $("act-text")?.value ?? "", unit = $("act-unit")?.value ?? "", focused = document.activeElement?.id;
  const fact = (name, value) => value && el("div", {}, el("dt", {}, t(name)), el("dd", {}, value));
  $("ticket").replaceChildren(
    el("div", { class: "row" }, el("button", { type: "button", class: "ghost", onclick: () => showTicket(null) }, t("back")), el("h3", { class: "code" }, ticket.code)),
    el("p", { class: "row" }, badge(ticket), due(ticket)),
    el("dl", {}, fact("held_by", ticket.unit_name ?? ticket.unit), fact("category", ticket.category_name ?? ticket.category),
      fact("kind", ticket.kind_name ?? t(ticket.kind, "kinds")), fact("opened", clock(ticket.opened_at)), fact("promised", clock(ticket.promised_at))),
    form(acts.filter((act) => ACTS.includes(act)), typed, unit),
    el("h4", {}, t("timeline")), el("ol", { class: "timeline" }, [...timeline].reverse().map(step)),
    notices.length > 0 && el("h4", {}, t("notices")), el("ul", { class: "notices" }, notices.map(told)));
  if (focused?.startsWith("act-")) $(focused)?.focus();
}

function form(acts, typed, unit) {
  if (!acts.length) return el("p", { class: "empty" }, t("no_acts"));
  const units = state.setup.provinces.find((p) => p.slug === me.province)?.units ?? [];
  const select = el("select", { id: "act-unit" });
  options(select, [["", t("choose")], ...units.map((one) => [one.id, one.name])], unit);
  const text = el("textarea", { id: "act-text", rows: 3, maxlength: 2000 });
  text.value = typed;
  return el("div", { class: "act" }, el("label", {}, t("your_words"), text),
    acts.some((act) => ["transfer", "assign"].includes(act)) && el("label", {}, t("to_unit"), select),
    el("div", { class: "buttons" }, acts.sort((a, b) => ACTS.indexOf(a) - ACTS.indexOf(b)).map((act) =>
      el("button", { type: "button", id: `act-${act}`, class: ["accept", "answer"].includes(act) ? "main" : "", onclick: () => doAct(act) }, t(act, "act")))));
}

async function doAct(act) {
  const text = $("act-text").value.trim(), unit = $("act-unit")?.value ?? "";
  const moves = act === "transfer" || act === "assign";
  const body = { ...(text && { [moves ? "reason" : "text"]: text }), ...(moves && unit && { unit }) };
  try {
    await api(`tickets/${encodeURIComponent(open)}/${act}`, body);
    $("act-text").value = "";
    tell(`${t("done")} ${t(act, "act")}`);
  } catch (error) {
    tell(error.message, true);
  }
  changed("ticket", null);
  await refreshDesk();
}

const attached = (file) => el("p", { class: "small" }, file.latitude != null ? `${t("place")}: ${file.latitude}, ${file.longitude}`
  : `${t(`sent_${file.kind}`)} ${file.name ?? ""}`);

// A member of staff by name; the system knows them by id only.
const nameOf = (id) => state.setup.provinces.flatMap((p) => p.staff).find((s) => s.id === id)?.name ?? id ?? "";

const step = (event) => el("li", { class: event.kind ?? event.act }, el("span", { class: "row" }, el("b", {}, t(event.kind ?? event.act, "act")), el("small", {}, clock(event.at), ` · ${state.words[state.lang].by_role[event.role] ?? nameOf(event.by)}`)),
  el("p", {}, [event.text, event.facts?.reason, event.facts?.stars && `${event.facts.stars} ★`].filter(Boolean).join(" – ")), (event.attachments ?? []).map(attached));

const told = (notice) => el("li", {}, el("span", {}, `${t(notice.purpose, "purpose")} → ${[notice.to].flat().map((to) => state.words[state.lang].by_role[to] ?? nameOf(to)).join(", ")}`),
  el("span", { class: `state ${notice.status ?? notice.state}` }, t(notice.status ?? notice.state, "state"), notice.lane && ` · ${notice.lane}`, notice.reason && ` · ${notice.reason}`));
