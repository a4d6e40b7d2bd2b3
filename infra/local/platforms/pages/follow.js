// A citizen follows a petition by its code and pin: how far it is, whose time it was, why that date was promised.
import { $, ask, clock, el, t } from "./base.js";
import { badge, heldTable, step } from "./ticket.js";

const SECRET = /mã bí mật: (\w+)/;
let slug = "";

// The second factor these words tell, or nothing.
export const secretIn = (words) => SECRET.exec(words)?.[1];

export function startFollowing(province) {
  $("follow-open").addEventListener("click", () => open(province(), "", ""));
  $("follow-close").addEventListener("click", () => $("follow").close());
  $("follow-form").addEventListener("submit", (event) => {
    event.preventDefault();
    look();
  });
}

// A button that opens the petition whose code and pin these words tell, or nothing.
export function follower(words, code, province) {
  const pin = secretIn(words);
  return code && pin && el("button", { type: "button", class: "go", onclick: () => open(province, code, pin).then(look) }, t("follow_open"));
}

async function open(province, code, pin) {
  slug = province;
  if (code || !$("follow-code").value) [$("follow-code").value, $("follow-pin").value] = [code, pin];
  $("followed").replaceChildren();
  $("follow").showModal();
}

async function look() {
  const path = `/window/api/v1/${slug}/petitions/${encodeURIComponent($("follow-code").value.trim())}`, query = `?pin=${encodeURIComponent($("follow-pin").value.trim())}`;
  try {
    const [petition, why] = await Promise.all([ask(path + query), ask(`${path}/deadline${query}`)]);
    $("followed").replaceChildren(...shown(petition, why));
  } catch (error) {
    $("followed").replaceChildren(el("p", { class: "said bad" }, error.message));
  }
}

const shown = (petition, why) => [
  el("p", { class: "row" }, badge(petition), petition.outcome && el("span", { class: "badge" }, t(petition.outcome, "outcome")), el("span", {}, petition.unit_name)),
  el("p", {}, `${t("promised")}: ${clock(petition.promised_at)}`),
  heldTable(petition.held) ?? "",
  el("details", {}, el("summary", {}, el("b", {}, t("why_date"))), el("p", { class: "small" }, `${why.allowance} – ${why.article}`),
    el("ul", { class: "lines small" }, [...why.lines, ...why.changes].map((line) => el("li", {}, line))),
    why.sample && el("p", { class: "small" }, t("sample"))),
  el("h3", {}, t("timeline")), el("ol", { class: "timeline" }, [...petition.timeline].reverse().map(step))];
