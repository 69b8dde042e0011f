// The only script of the HTML report: it adds copy buttons. Without it, the same text can be selected.
// It holds no data, so that its hash in the Content-Security-Policy never changes.

export const SCRIPT = `"use strict";
const status = document.getElementById("copy-status");
for (const block of document.querySelectorAll(".copy")) {
  const button = document.createElement("button");
  button.type = "button";
  button.addEventListener("click", () => copy(block.querySelector("code"), button));
  block.append(button);
  label(button, "Copy");
}
async function copy(code, button) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    say(button, "Copied");
  } catch {
    getSelection().selectAllChildren(code);
    say(button, document.execCommand("copy") ? "Copied" : "Press Ctrl+C");
  }
}
function say(button, word) {
  label(button, word);
  status.textContent = word;
  setTimeout(() => { label(button, "Copy"); status.textContent = ""; }, 2000);
}
function label(button, word) {
  button.textContent = word;
  button.setAttribute("aria-label", word + ": " + button.parentElement.dataset.what);
}
`;
