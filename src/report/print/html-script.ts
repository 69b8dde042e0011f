// The only script of the HTML report: it adds buttons that copy, columns that sort, and a box that finds. Without it, all is
// there to be read and selected. It holds no data, so that its hash in the Content-Security-Policy never changes.

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

for (const table of document.querySelectorAll("table.overview"))
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    if (head.classList.contains("bars")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sort(table, head, column));
    head.replaceChildren(button);
  });
function sort(table, head, column) {
  const isNumber = head.classList.contains("number");
  const before = head.getAttribute("aria-sort");
  const order = before === null ? (isNumber ? "descending" : "ascending") : before === "ascending" ? "descending" : "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", order);
  const sign = order === "ascending" ? 1 : -1;
  const text = (row) => row.cells[column].textContent;
  const amount = (row) => Number(text(row).replace(/[^0-9-]/g, "")) || 0;
  const compare = isNumber
    ? (one, other) => amount(one) - amount(other)
    : (one, other) => text(one).localeCompare(text(other), "en", { numeric: true });
  const rows = [...table.tBodies[0].rows].sort((one, other) => sign * compare(one, other));
  table.tBodies[0].append(...rows);
}

const blocks = [...document.querySelectorAll("article")];
const rows = [...document.querySelectorAll("table.overview tbody tr")];
if (blocks.length + rows.length > 3) {
  const box = document.createElement("p");
  const input = document.createElement("input");
  const name = document.createElement("label");
  box.className = "find";
  input.type = "search";
  input.id = "find";
  name.htmlFor = "find";
  name.textContent = "Find an address, a name or a cause";
  box.append(name, input);
  document.getElementById("content").prepend(box);
  const texts = new Map();
  const textOf = (item) => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
    return texts.get(item);
  };
  const blockOf = (row) => (row.closest("table").classList.contains("actions") ? linked(row) : null);
  const linked = (row) => document.getElementById((row.querySelector("a")?.hash ?? "").slice(1));
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    for (const block of blocks) block.hidden = !textOf(block).includes(wanted);
    for (const row of rows) {
      const block = blockOf(row);
      row.hidden = !textOf(row).includes(wanted) && (block === null || block.hidden);
    }
    const shown = blocks.filter((block) => !block.hidden).length;
    status.textContent = wanted === "" ? "" : shown + " of " + blocks.length + " parts shown";
  });
}
`;
