// What people do without writing: edit, delete, react, share a contact, give stars.
import { el, t } from "./base.js";

const HEART = { facebook: "❤", zalo: "/-heart" };
const FACES = { "/-heart": "❤", "/-strong": "👍" };
const small = (words, onclick, label) => el("button", { type: "button", class: "small-go", onclick, "aria-label": label ?? null }, words);

// How far a message of ours has come, as the platform's app shows it.
export const marks = (message) => (message.seen ? `✓✓ ${t("seen")}` : message.delivered ? `✓ ${t("delivered")}` : "");

// The small buttons below a bubble; only Facebook lets people change what they said.
export function gestures(message, channel, say) {
  if (message.gone) return null;
  if (message.side === "person") {
    if (channel !== "facebook" || !["text", "comment", "visitor_post", "quick_reply"].includes(message.kind)) return null;
    const edit = () => {
      const text = prompt(t("edit_prompt"), message.text);
      if (text?.trim()) say({ kind: "edit", of: message.key, text: text.trim() });
    };
    return el("span", { class: "gestures" }, small(t("edit"), edit), small(t("remove"), () => say({ kind: "delete", of: message.key })));
  }
  const taken = message.reaction && message.reaction !== "";
  const icon = HEART[channel];
  return el("span", { class: "gestures" }, small(taken ? `${FACES[message.reaction] ?? message.reaction} ×` : "❤",
    () => say({ kind: "react", of: message.key, text: taken ? "" : icon }), t("react")));
}

// The platform's own form for a telephone number, where the last message asked for it.
export function contactButton(last, replies, say) {
  const asks = last?.side === "product" && (last.more.asks_contact || replies.some((reply) => reply.content_type !== "text"));
  const share = () => {
    const given = prompt(t("contact_prompt"), "84912345678")?.trim();
    if (given) say(given.includes("@") ? { kind: "contact", email: given } : { kind: "contact", phone: given });
  };
  return asks ? [el("button", { type: "button", class: "chip", onclick: share }, t("share_contact"))] : [];
}

// The stars of a rating template.
export function starButtons(last, say) {
  if (!last?.more?.rating || last.reaction) return [];
  return [1, 2, 3, 4, 5].map((stars) => el("button", { type: "button", class: "chip", "aria-label": `${t("rate_stars")} ${stars}`,
    onclick: () => say({ kind: "rate", of: last.key, stars }) }, "★".repeat(stars)));
}
