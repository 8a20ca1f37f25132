"use strict";
// Sorting and copying; everything else on the page works without this.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(table, heads, column));
  });
}

function sort(table, heads, column) {
  const down = heads[column].getAttribute("aria-sort") === "ascending";
  heads.forEach((head) => head.removeAttribute("aria-sort"));
  heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
  const value = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
  const rows = [...table.tBodies[0].rows];
  rows.sort((a, b) => compare(value(a), value(b)) * (down ? -1 : 1));
  table.tBodies[0].append(...rows);
}

function compare(a, b) {
  if (a === "" || b === "") return (a === "") - (b === "");
  const difference = Number(a) - Number(b);
  return Number.isNaN(difference) ? a.localeCompare(b) : difference;
}

const said = document.getElementById("said");
for (const text of document.querySelectorAll("pre.copied")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy " + text.getAttribute("aria-label"));
  button.addEventListener("click", () => copy(text, button));
  text.before(button);
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text.textContent);
  } catch {
    // Over plain HTTP a browser has no clipboard for us: the older way.
    getSelection().selectAllChildren(text);
    document.execCommand("copy");
  }
  button.textContent = "Copied";
  said.textContent = "Copied.";
  setTimeout(() => { button.textContent = "Copy"; said.textContent = ""; }, 2000);
}
