// One petition in words: its facts, whose time it was, what happened, who was told.
import { clock, el, state, t, untilThen } from "./base.js";

// Ids of units are a province's own: those of the desk somebody sits at.
const all = (name) => state.setup.provinces.find((province) => province.slug === state.desk)?.[name] ?? [];
const find = (name, id) => all(name).find((one) => one.id === id)?.name ?? id ?? "";
// The system knows units and members of staff by id only.
export const unitName = (id) => find("units", id);
const nameOf = (id) => find("staff", id);
const by = (role, id) => state.words[state.lang].by_role[role] ?? nameOf(id);

export function badge(ticket) {
  return [el("span", { class: `badge ${ticket.status}` }, t(ticket.status, "status")),
    ticket.urgency === "emergency" && el("span", { class: "badge urgent" }, t("emergency")),
    ticket.legal && el("span", { class: "badge urgent" }, t(ticket.legal, "legal_type")),
    ticket.level > 0 && el("span", { class: "badge level" }, `${t("level")} ${ticket.level}`)];
}

export function due(ticket) {
  if (!ticket.stage_due_at) return null;
  const { late, words } = untilThen(ticket.stage_due_at);
  return el("span", { class: late ? "due late" : "due" }, `${t("due")} ${t(ticket.stage, "stage")}: ${words}`);
}

const fact = (name, value) => value && el("div", {}, el("dt", {}, t(name)), el("dd", {}, value));
const concerned = (entry) => (entry.startsWith("unit:") ? unitName(entry.slice(5)) : nameOf(entry.replace("staff:", "")));

// go(code) opens another petition.
export function factsOf(ticket, go, hints = []) {
  const linked = (codes) => codes.length > 0 && codes.map((code) => el("button", { type: "button", class: "link code", onclick: () => go(code) }, code));
  return el("dl", {}, fact("held_by", ticket.unit_name ?? ticket.unit), fact("category", ticket.category_name ?? ticket.category),
    fact("kind", ticket.kind_name ?? t(ticket.kind, "kinds")), fact("opened", clock(ticket.opened_at)), fact("channel_is", ticket.channel && t(ticket.channel, "channels")), fact("promised", clock(ticket.promised_at)),
    fact("outcome_is", ticket.outcome && t(ticket.outcome, "outcome")), fact("rating", ticket.rating && `${ticket.rating} ★`),
    fact("contributors", ticket.contributors?.map(unitName).join("; ")), fact("superior", ticket.superior && unitName(ticket.superior)),
    fact("arbiter", ticket.arbiter && t(ticket.arbiter, "role")), fact("directive", clock(ticket.directive_due_at ?? "")),
    fact("extensions", ticket.extensions > 0 && String(ticket.extensions)), fact("reopened", ticket.reopened > 0 && String(ticket.reopened)),
    fact("hops", ticket.hops > 0 && String(ticket.hops)), fact("public_is", ticket.public && t(ticket.public, "public_state")),
    fact("concerns", ticket.concerns?.map(concerned).join("; ")), fact("into", linked(ticket.into ? [ticket.into] : [])),
    fact("followers", linked(ticket.followers ?? [])), fact("formerly", ticket.formerly && unitName(ticket.formerly)),
    fact("gone_is", ticket.gone && t(ticket.gone, "gone_state")), fact("chat_is", ticket.chat && "✓"), fact("hints_are", linked(hints)));
}

export function hours(minutes) {
  const whole = Math.floor(minutes / 60), rest = minutes % 60;
  return [whole > 0 && `${whole} ${t("hours")}`, (rest > 0 || !whole) && `${rest} ${t("minutes")}`].filter(Boolean).join(" ");
}

// Whose time it was, in working time: a table whose last column is a bar.
export function heldTable(held) {
  if (!held?.length) return null;
  const most = Math.max(1, ...held.map((one) => one.working_minutes)), total = held.reduce((sum, one) => sum + one.working_minutes, 0);
  const bar = (minutes) => {
    const node = el("span", { class: "bar" });
    node.style.width = `${Math.round((100 * minutes) / most)}%`;
    return node;
  };
  return el("table", { class: "held" }, el("caption", {}, `${t("held")} – ${t("together")} ${hours(total)}`, el("small", {}, ` (${t("outside_hours")})`)),
    el("thead", { class: "quiet" }, el("tr", {}, ["held_who", "held_from", "held_long"].map((name) => el("th", { scope: "col" }, t(name))))),
    el("tbody", {}, held.map((one) => el("tr", {}, el("th", { scope: "row" }, one.by), el("td", { class: "small" }, clock(one.from)),
      el("td", { class: "long" }, hours(one.working_minutes), el("span", { class: "track", "aria-hidden": "true" }, bar(one.working_minutes)))))));
}

const attached = (file) => el("p", { class: "small" }, file.latitude != null ? `${t("place")}: ${file.latitude}, ${file.longitude}`
  : `${t(`sent_${file.kind}`)} ${file.name ?? ""}`);

// What a petition was found to be, once somebody has looked.
const classified = ({ kind, category, urgency, place }) => [kind && find("kinds", kind), category && find("categories", category), urgency && t(urgency, "urgency"),
  place && all("units").find((unit) => unit.place === place)?.name];

// What goes with an event beside its words.
function details({ act, facts = {} }) {
  const said = (name, value) => value && `${t(name)}: ${value}`;
  const written = [facts.document_number, facts.document_date, facts.document_signer, facts.document_file].filter(Boolean).join(", ");
  return [facts.to && t(facts.to, "side"), facts.public_text && `«${facts.public_text}»`, facts.reason_name ?? facts.reason, facts.stars && `${facts.stars} ★`, act === "answer" && facts.draft && t("draft"), act === "escalate" && facts.step,
    facts.refused && t("refused_date"), facts.more && `+${facts.more} ${t(facts.more_unit, "more_unit")}`, facts.until && said("until_is", clock(facts.until)),
    written && said("written", written), facts.outcome && said("outcome_is", t(facts.outcome, "outcome")), facts.superior && said("superior", unitName(facts.superior)),
    facts.contributors && said("contributors", String(facts.contributors).split(",").map(unitName).join("; ")), facts.into && said("into", facts.into),
    facts.joined && said("followers", facts.joined), facts.parted && said("parted", facts.parted), facts.type_name, ...(act === "classify" ? classified(facts) : []), facts.arbiter && said("arbiter", t(facts.arbiter, "role"))].filter(Boolean);
}

export const step = (event) => el("li", { class: event.act }, el("span", { class: "row" }, el("b", {}, t(event.act, "act")),
  el("small", {}, clock(event.at), event.role && ` · ${by(event.role, event.by)}`)),
  el("p", {}, [event.text, ...details(event)].filter(Boolean).join(" – ")), (event.attachments ?? []).map(attached));

export const told = (notice) => el("li", {}, el("span", {}, `${t(notice.purpose, "purpose")} → ${[notice.to].flat().map((to) => by(to, to)).join(", ")}`),
  el("span", { class: `state ${notice.status}` }, t(notice.status, "state"), notice.side && ` · ${t(notice.side, "side")}`, notice.lane && ` · ${notice.lane}`, notice.reason && ` · ${notice.reason}`));
