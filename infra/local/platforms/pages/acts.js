// What an officer may do now: a button an act, and the small form of what that act needs.
import { $, el, faultWords, options, state, t } from "./base.js";

const MAIN = ["accept", "answer", "approve", "decide"];
// In the order of the form; each gives the control of one field.
const CONTROLS = {
  unit: (id, { province }) => select(id, province.units.map((unit) => [unit.id, unit.name])),
  staff: (id, { province }) => select(id, province.staff.map((one) => [one.id, one.name, one.unit_name])),
  contributors: (id, { province }) => select(id, province.units.map((unit) => [unit.id, unit.name]), { multiple: true, size: 5 }),
  superior: (id, { province, ticket }) => select(id, above(province, ticket.unit).map((unit) => [unit.id, unit.name])),
  into: (id, { codes }) => [el("input", { id, name: id, autocomplete: "off", list: "codes", maxlength: 30, placeholder: "XX-0000-0000-0000" }),
    el("datalist", { id: "codes" }, codes.map((code) => el("option", { value: code })))],
  type: (id, { province }) => select(id, state.acts.options.type.filter((type) => province.gates.includes(type)).map((type) => [type, t(type, "legal_type")])),
  kind: (id, { province }) => select(id, province.kinds.map((one) => [one.id, one.name])),
  category: (id, { province }) => select(id, province.categories.map((one) => [one.id, one.name])),
  urgency: (id) => select(id, state.acts.options.urgency.map((one) => [one, t(one, "urgency")])),
  place: (id, { province }) => select(id, province.units.filter((unit) => unit.place).map((unit) => [unit.place, unit.name])),
  reason: (id, { province, act }) => (act === "reject" && province.rejections.length ? select(id, province.rejections.map((one) => [one.id, one.name]))
    : words(id, 2)),
  more: (id) => el("span", { class: "both" }, el("input", { id, name: "more", type: "number", min: 1, max: 2000, step: 1, inputmode: "numeric" }),
    select("more_unit", state.acts.options.more.map((unit) => [unit, t(unit, "more_unit")]), { "aria-label": t("more_unit", "field") }, true)),
  until: (id) => el("input", { id, name: id, type: "date" }),
  refused: (id) => el("input", { id, name: id, type: "checkbox" }),
  cleared: (id) => el("input", { id, name: id, type: "checkbox" }),
  attachment: (id, { files }) => select(id, files.map(({ n, i, kind, name }) => [`${n}.${i}`, [t(`sent_${kind}`), name, `#${n}`].filter(Boolean).join(" ")])),
  restricted: (id) => select(id, [["true", t("yes")], ["false", t("no")]]),
  text: (id) => words(id, 4),
  to: (id) => select(id, state.acts.options.to.map((side) => [side, t(side, "side")])),
  public_text: (id) => words(id, 3),
  outcome: (id) => select(id, state.acts.options.outcome.map((outcome) => [outcome, t(outcome, "outcome")])),
  "document/number": (id) => line(id, 80),
  "document/date": (id) => el("input", { id, name: id, type: "date" }),
  "document/signer": (id) => line(id, 120),
  "document/file": (id) => line(id, 500),
};
export const ORDER = Object.keys(CONTROLS);
const idOf = (path) => `f-${path.replace("/", "-")}`;
const line = (id, maxlength) => el("input", { id, name: id, type: "text", maxlength, autocomplete: "off" });
const words = (id, rows) => el("textarea", { id, name: id, rows, maxlength: id.endsWith("text") ? 10000 : 2000 });

function select(id, rows, props = {}, filled = false) {
  const node = el("select", { id, name: id, ...props });
  options(node, filled || props.multiple ? rows : [["", t("choose")], ...rows]);
  return node;
}

// The units a complex case may be reported to: those above, the task force, leadership.
function above(province, unit) {
  const found = new Set();
  for (let at = unit; at; at = province.units.find((one) => one.id === at)?.parent) found.add(at);
  found.delete(unit);
  for (const one of [province.task_force, province.leadership]) if (one && one !== unit) found.add(one);
  return province.units.filter((one) => found.has(one.id));
}

let chosen = null;

// Draws the acts offered into `box`, when they are others than before; what was typed stays.
// send(act, body) does one and gives back what is wrong with it, or null; after() shows what has become of it.
export function drawActs(box, about, offered, send, after) {
  const key = JSON.stringify([about.ticket.code, offered, about.ticket.unit, state.lang, about.files.length]);
  if (box.dataset.key === key) return;
  if (JSON.parse(box.dataset.key ?? "[]")[0] !== about.ticket.code || !offered.includes(chosen)) chosen = null;
  box.dataset.key = key;
  redraw(box, about, offered, act);

  async function act(name, body) {
    const wrong = await send(name, body);
    if (!wrong) {
      chosen = null;
      delete box.dataset.key;
      box.querySelector("form")?.remove();
    }
    await after();
    return wrong;
  }
}

// act(name, body) does one to its end.
function redraw(box, about, offered, act) {
  const typed = box.querySelector("form") ? valuesOf(box.querySelector("form")) : {};
  const focused = box.contains(document.activeElement) ? document.activeElement.id : "";
  if (!offered.length) return box.replaceChildren(el("p", { class: "empty" }, t("no_acts")));
  const known = Object.keys(state.acts.acts);
  const acts = [...known.filter((act) => offered.includes(act)), ...offered.filter((act) => !known.includes(act))];
  const choose = (name) => {
    chosen = name;
    redraw(box, about, offered, act);
  };
  const press = (name) => {
    if (!fieldsOf(name, about).length) return act(name, {});
    choose(chosen === name ? null : name);
    return box.querySelector("form")?.querySelector("input, select, textarea")?.focus();
  };
  const close = () => {
    const name = chosen;
    choose(null);
    $(`act-${name}`)?.focus();
  };
  const buttons = acts.map((name) => el("button", { type: "button", id: `act-${name}`, class: MAIN.includes(name) ? "main" : "",
    "aria-expanded": fieldsOf(name, about).length ? String(name === chosen) : null, "aria-controls": name === chosen ? "act-form" : null, onclick: () => press(name) }, t(name, "act")));
  box.replaceChildren(el("h4", {}, t("acts_now")), el("div", { class: "buttons" }, buttons), ...(chosen ? [form(chosen, about, act, close)] : []));
  if (chosen) fill(box.querySelector("form"), typed);
  if (focused) $(focused)?.focus();
}

// Where it is said can be chosen only below a post.
const SIDES = ["to", "public_text"];

function fieldsOf(act, { ticket }) {
  const { needs = [], may = [] } = state.acts.acts[act] ?? { may: ["text"] };
  const below = ["comment", "post"].includes(ticket.lane);
  return ORDER.filter((path) => needs.includes(path) || may.includes(path)).filter((path) => below || !SIDES.includes(path)).map((path) => [path, needs.includes(path)]);
}

function form(name, about, act, close) {
  const fields = fieldsOf(name, about);
  const plain = fields.filter(([path]) => !path.startsWith("document/")), written = fields.filter(([path]) => path.startsWith("document/"));
  const draw = ([path, needed]) => field(path, needed, { ...about, act: name });
  const node = el("form", { id: "act-form", novalidate: true, "aria-label": t(name, "act") }, el("p", { class: "faults bad", role: "alert", hidden: true }), plain.map(draw),
    written.length > 0 && el("fieldset", {}, el("legend", {}, t("document", "field")), written.map(draw)),
    el("div", { class: "buttons" }, el("button", { class: "main" }, `${t("do_it")}: ${t(name, "act")}`), el("button", { type: "button", onclick: close }, t("cancel"))));
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = node.querySelector("button.main");
    button.disabled = true;
    const wrong = await act(name, bodyOf(node, fields.map(([path]) => path)));
    button.disabled = false;
    if (wrong) accuse(node, fields, wrong);
  });
  node.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  return node;
}

function field(path, needed, about) {
  const id = idOf(path), control = CONTROLS[path](id, about);
  const label = el("label", { for: id, id: `l-${id}` }, t(path, "field"), needed && el("span", { class: "must" }, ` (${t("must")})`));
  const hint = state.words[state.lang].hint[path] ?? state.words[state.lang].hint[`${about.act}/${path}`];
  const node = el("div", { class: ["refused", "cleared"].includes(path) ? "field tick" : "field" }, label, hint && el("small", { id: `h-${id}` }, hint), control, el("p", { class: "fault", id: `e-${id}`, hidden: true }));
  const input = node.querySelector(`#${id}`);
  input.setAttribute("aria-describedby", `${hint ? `h-${id} ` : ""}e-${id}`);
  if (needed) input.setAttribute("aria-required", "true");
  return node;
}

// Every fault stands beside its field; what belongs to none stands on top.
function accuse(node, fields, { message, faults = [] }) {
  for (const [path] of fields) {
    const mine = faults.filter((fault) => `${fault.pointer}/`.startsWith(`/${path}/`) || (path.startsWith("document/") && fault.pointer === "/document" && path === "document/number"));
    const place = node.querySelector(`#e-${idOf(path)}`);
    place.textContent = mine.map(faultWords).join(" ");
    place.hidden = !mine.length;
    node.querySelector(`#${idOf(path)}`).setAttribute("aria-invalid", String(mine.length > 0));
    mine.forEach((fault) => (fault.told = true));
  }
  const top = node.querySelector(".faults");
  top.textContent = [message, ...faults.filter((fault) => !fault.told).map(faultWords)].join(" ");
  top.hidden = false;
  node.querySelector("[aria-invalid=true]")?.focus();
}

const valueOf = (input) => (input.type === "checkbox" ? input.checked : input.multiple ? [...input.selectedOptions].map((one) => one.value) : input.value.trim());

function valuesOf(node) {
  return Object.fromEntries([...node.querySelectorAll("input, select, textarea")].map((input) => [input.name, valueOf(input)]));
}

function fill(node, values) {
  for (const input of node.querySelectorAll("input, select, textarea")) {
    const value = values[input.name];
    if (value == null || value === "") continue;
    if (input.type === "checkbox") input.checked = value;
    else if (input.multiple) [...input.options].forEach((one) => (one.selected = value.includes(one.value)));
    else if (input.tagName !== "SELECT" || [...input.options].some((one) => one.value === value)) input.value = value;
  }
}

// What goes with the act: only what was filled in.
export function bodyOf(node, paths) {
  const body = {};
  for (const path of paths) {
    const value = valueOf(node.querySelector(`#${idOf(path)}`));
    if (!value || !String(value).length) continue;
    if (path === "more") body.more = { [valuesOf(node).more_unit]: Number(value) };
    else if (path === "attachment") body.attachment = { event: Number(value.split(".")[0]), index: Number(value.split(".")[1]) };
    else if (path === "restricted") body.restricted = value === "true";
    else if (path.includes("/")) (body[path.split("/")[0]] ??= {})[path.split("/")[1]] = value;
    else body[path] = value;
  }
  return body;
}
