// What every part of the page uses: elements, words, times, requests. Text only ever enters as text.
export const $ = (id) => document.getElementById(id);
export const state = { lang: "vi", words: {}, acts: {}, desk: "", setup: { provinces: [], photos: [] } };
const shown = new Map();

export function el(tag, props = {}, ...kids) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...kids.flat().filter((kid) => kid != null && kid !== false));
  return node;
}

export function t(key, group) {
  const words = state.words[state.lang] ?? {};
  return (group ? words[group]?.[key] : words[key]) ?? key ?? "";
}

export function translate() {
  document.documentElement.lang = state.lang;
  document.querySelectorAll("[data-t]").forEach((node) => (node.textContent = t(node.dataset.t)));
  document.querySelectorAll("[data-p]").forEach((node) => (node.placeholder = t(node.dataset.p)));
  shown.clear();
}

// True when this value differs from what was drawn last: what has not changed is not drawn again.
export function changed(name, value) {
  const text = JSON.stringify(value) + state.lang;
  return shown.get(name) !== text && Boolean(shown.set(name, text));
}

export async function ask(path, { token, body } = {}) {
  const headers = { Accept: "application/json", "Accept-Language": state.lang };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
  const found = await answer.json().catch(() => ({}));
  if (answer.ok) return found;
  throw Object.assign(new Error(sentence(found) || `HTTP ${answer.status}`), { status: answer.status, faults: found.faults ?? [] });
}

// What the product says is wrong, in the reader's language where we have words for it, and its own words behind.
function sentence(problem) {
  const ours = state.words[state.lang]?.problem[problem.code];
  const its = problem.detail ?? problem.error_description ?? problem.error ?? problem.title;
  if (ours && problem.faults?.length) return ours;
  return ours && its ? `${ours} (${its})` : its;
}

// One fault in the reader's language: known words of the product's are translated, others shown as they are.
export function faultWords({ message }) {
  const { fault, more_unit: units } = state.words[state.lang];
  const known = Object.keys(fault).find((words) => message.includes(words));
  if (!known) return message;
  const rest = fault[known].endsWith(":") ? message.slice(message.indexOf(known) + known.length) : "";
  return fault[known] + rest.replace(/\w+_(hours|days)/, (unit) => units[unit] ?? unit);
}

export function show(view) {
  document.body.dataset.view = view;
  document.querySelectorAll("[data-show]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.show === view)));
}

const zone = { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit" };
const day = (date) => date.toLocaleDateString("vi-VN", { timeZone: zone.timeZone });

export function clock(instant) {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return "";
  const time = date.toLocaleTimeString("vi-VN", zone);
  return day(date) === day(new Date()) ? time : `${time} ${day(date).split("/", 2).map((part) => part.padStart(2, "0")).join("/")}`;
}

export function untilThen(instant) {
  const minutes = Math.round((new Date(instant) - Date.now()) / 60000);
  const size = Math.abs(minutes);
  const span = size < 60 ? [size, "minute"] : size < 2880 ? [Math.round(size / 60), "hour"] : [Math.round(size / 1440), "day"];
  const words = new Intl.NumberFormat(state.lang, { style: "unit", unit: span[1], unitDisplay: "long" }).format(span[0]);
  return { late: minutes < 0, words: `${t(minutes < 0 ? "over" : "left")} ${words}` };
}

export function options(select, rows, chosen) {
  select.replaceChildren(...rows.map(([value, text, group]) => ({ value, text, group })).reduce((nodes, row) => {
    const option = el("option", { value: row.value, selected: row.value === chosen }, row.text);
    if (!row.group) return [...nodes, option];
    const last = nodes.at(-1);
    if (last?.tagName === "OPTGROUP" && last.label === row.group) last.append(option);
    else nodes.push(el("optgroup", { label: row.group }, option));
    return nodes;
  }, []));
}
