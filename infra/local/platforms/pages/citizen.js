// The phone: a person writes on Messenger, on Zalo or below a post, and reads what comes back.
import { $, ask, changed, clock, el, options, state, t } from "./base.js";
import { CODE, opener } from "./desk.js";
import { follower, secretIn, startFollowing } from "./follow.js";
import { contactButton, gestures, marks, starButtons } from "./gestures.js";

const PEOPLE = ["Người dân 1", "Người dân 2", "Người dân 3", "Người dân 4", "Người dân 5", "Người dân 6", "Hộ kinh doanh 7", "Doanh nghiệp 8"];
let examples = [];

const surface = () => document.querySelector("input[name=channel]:checked").value;
const channel = () => (surface() === "zalo" ? "zalo" : "facebook");
const account = () => state.setup.provinces.flatMap((p) => p.accounts.map((a) => ({ ...a, province: p })))
  .find((a) => a.channel === channel() && a.id === $("account").value);

export async function startCitizen() {
  examples = await ask("/window/examples.json");
  options($("person"), PEOPLE.map((name) => [name, name]));
  document.querySelectorAll("input[name=channel]").forEach((input) => input.addEventListener("change", offerAccounts));
  for (const id of ["account", "person"]) $(id).addEventListener("change", drawHead);
  $("say").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("text").value.trim();
    if (text) say({ kind: "text", text }).then(() => ($("text").value = ""));
  });
  $("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) event.preventDefault(), $("say").requestSubmit();
  });
  $("photo").addEventListener("change", () => {
    if ($("photo").value) say({ kind: "image", media: $("photo").value });
    $("photo").value = "";
  });
  $("location").addEventListener("click", () => {
    const spot = account()?.province.spot ?? { lat: 20.9585, lon: 107.0465 };
    say({ kind: "location", ...spot });
  });
  $("sticker").addEventListener("click", () => say({ kind: "sticker" }));
  $("menu").addEventListener("click", () => say({ kind: "text", text: "menu" }));
  startFollowing(() => account()?.province.slug ?? "");
}

export function offerAccounts() {
  const before = $("account").value;
  options($("account"), state.setup.provinces.flatMap((p) => p.accounts.filter((a) => a.channel === channel())
    .map((a) => [a.id, a.name, p.name])), before);
  options($("photo"), [["", t("photo")], ...state.setup.photos.map((name) => [name, name.replace(".jpg", "").replaceAll("-", " ")])]);
  $("examples").replaceChildren(...examples.map((one) =>
    el("button", { type: "button", class: one.urgent ? "chip urgent" : "chip", onclick: () => sendExample(one) }, one[state.lang])));
  drawHead();
}

function drawHead() {
  const here = account();
  $("account-name").textContent = here?.name ?? "";
  $("avatar").textContent = (here?.name ?? "?").replace(/^(ubnd|ddci)\s+/i, "").charAt(0);
  $("account-kind").textContent = { messenger: "Messenger", zalo: "Zalo Official Account", comment: t("comments") }[surface()];
  $("phone").dataset.surface = surface();
  for (const id of ["location", "sticker", "menu"]) $(id).hidden = surface() === "comment";
  refreshCitizen();
}

async function sendExample(one) {
  const text = one.text.replace("{place}", account()?.province.place ?? "");
  if (await say({ kind: "text", text }) && one.photo && surface() !== "comment") await say({ kind: "image", media: one.photo });
}

async function say(order) {
  const here = account();
  if (!here) return false;
  const comment = surface() === "comment";
  const said = { channel: here.channel, account: here.id, person: $("person").value, name: $("person").value, ...order };
  if (comment && said.kind === "text") said.kind = "comment";
  try {
    const answer = await ask("/control/say", { body: said });
    $("notice").hidden = answer.delivered === 200;
    $("notice").textContent = answer.delivered === 200 ? "" : t("unreachable");
  } catch (error) {
    $("notice").hidden = false;
    $("notice").textContent = error.message;
  }
  await refreshCitizen();
  return true;
}

export async function refreshCitizen() {
  const here = account();
  if (!here) return;
  const query = new URLSearchParams({ channel: here.channel, account: here.id, person: $("person").value });
  const { messages } = await ask(`/window/thread?${query}`);
  const comment = surface() === "comment";
  const mine = messages.filter((m) => (comment ? m.place !== "chat" || m.more.private_reply_to : m.place === "chat"));
  if (!changed("thread", [here.id, $("person").value, surface(), mine])) return;
  const drawn = mine.map(bubble);
  if (comment) drawn.unshift(el("article", { class: "post" }, el("b", {}, here.name), el("p", {}, t("post"))));
  if (!mine.length) drawn.push(el("p", { class: "empty" }, t("empty_chat")));
  $("log").replaceChildren(...drawn);
  const last = mine.at(-1);
  const replies = last?.side === "product" ? last.more.quick_replies ?? [] : [];
  const typed = replies.filter((reply) => reply.content_type === "text").map((reply) => el("button", { type: "button", class: "chip",
    onclick: () => say({ kind: "quick_reply", text: reply.title, payload: reply.payload }) }, reply.title));
  $("quick").replaceChildren(...typed, ...contactButton(last, replies, say), ...starButtons(last, say));
  $("log").scrollTop = $("log").scrollHeight;
}

function bubble(message) {
  const person = message.side === "person";
  const photos = (message.more.media ?? []).filter((url) => /^https?:/.test(url) && /\.(jpe?g|png)$|\/upload\//.test(url));
  const bare = ["location", "sticker", "file", "audio", "video", "attachment", "follow", "unfollow"].includes(message.kind);
  const byHand = message.more.app || message.more.admin || message.more.by_hand;
  const tag = message.gone ? t("removed") : message.more.private_reply_to ? t("private") : message.hidden ? t("hidden") : message.kind === "visitor_post" ? t("visitor_post")
    : byHand ? t("by_hand") : !person && message.place === "comment" ? t("public") : "";
  const label = bare && !photos.length ? t(message.kind.endsWith("follow") ? message.kind : `sent_${message.kind}`) : "";
  const spot = message.kind === "location" ? ` ${Number(message.more.lat).toFixed(4)}, ${Number(message.more.lon).toFixed(4)}` : "";
  const code = !person && CODE.exec(message.text)?.[0], pin = !person && secretIn(message.text);
  const byQr = code && pin && channel() === "facebook" && el("button", { type: "button", class: "go", onclick: () => say({ kind: "referral", ref: `${code}.${pin}` }) }, t("by_qr"));
  return el("div", { class: `bubble ${person ? "me" : "them"} ${message.kind}${message.gone ? " gone" : ""}` },
    tag && el("small", { class: "tag" }, tag), message.kind !== "sticker" && message.text && el("p", {}, message.text), photos.map((src) => el("img", { src, alt: t("photo"), loading: "lazy" })),
    label && el("p", {}, label + spot), !person && opener(message.text),
    !person && follower(message.text, code, account().province.slug), byQr, message.reaction && el("span", { class: "reaction" }, message.reaction),
    el("small", {}, [clock(message.at), message.edits > 0 && t("edited"), !person && marks(message)].filter(Boolean).join(" · ")), gestures(message, channel(), say));
}
