"use strict";
// The query page: picks a prepared question, asks the endpoint, shows its rows as a table.
const BASE = "https://w3id.org/izon/";
const SHOWN = 2000; // rows in the table; the downloads have all
const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(["integer", "decimal", "double", "float"].map((name) => XSD + name));
const [gallery, query, run, status, result] = ["gallery", "query", "run", "status", "result"].map((id) => document.getElementById(id));

function element(name, text, properties = {}) {
  const made = Object.assign(document.createElement(name), properties);
  made.textContent = text; // never as markup: what stands in a source is text
  return made;
}

function cell(term, column, name) {
  const td = document.createElement("td");
  if (!term) {
    td.textContent = name ? name.value : "";
    return td;
  }
  if (term.type === "uri") {
    const ours = term.value.startsWith(BASE);
    const path = ours ? term.value.slice(BASE.length) : term.value;
    const text = name ? name.value : path;
    if (ours || /^https?:/.test(term.value)) {
      td.append(element("a", text, { href: ours ? "/" + path : term.value, title: term.value, rel: "noopener noreferrer" }));
    } else {
      td.textContent = text;
    }
  } else if (NUMBERS.has(term.datatype)) {
    td.className = "number";
    td.textContent = /year$/i.test(column) ? term.value : Number(term.value).toLocaleString("en", { maximumFractionDigits: 6 });
  } else {
    td.textContent = term.value;
    if (term["xml:lang"]) td.lang = term["xml:lang"];
  }
  return td;
}

function table(document_) {
  const all = document_.head.vars;
  // a name stands in the place of what it names, as its link; the downloads have both
  const columns = all.filter((column) => !(column.endsWith("Name") && all.includes(column.slice(0, -4))));
  const rows = document_.results.bindings;
  const made = document.createElement("table");
  const head = made.createTHead().insertRow();
  for (const column of columns) head.append(element("th", column, { scope: "col" }));
  const body = made.createTBody();
  for (const row of rows.slice(0, SHOWN)) {
    const line = body.insertRow();
    for (const column of columns) line.append(cell(row[column], column, row[column + "Name"]));
  }
  const frame = element("div", "", { className: "scroll" });
  frame.append(made);
  return frame;
}

async function ask() {
  result.replaceChildren();
  status.className = "";
  status.textContent = "…";
  run.disabled = true;
  const started = performance.now();
  try {
    const answer = await fetch("/sparql", {
      method: "POST",
      headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json, text/turtle;q=0.9" },
      body: query.value,
    });
    const text = await answer.text();
    const seconds = ((performance.now() - started) / 1000).toFixed(2);
    if (!answer.ok) throw new Error(text);
    if (!answer.headers.get("Content-Type").includes("json")) {
      result.append(element("pre", text, { className: "archived" }));
      status.textContent = `${seconds} s`;
      return;
    }
    const document_ = JSON.parse(text);
    if ("boolean" in document_) {
      status.textContent = `${document_.boolean} (${seconds} s)`;
      return;
    }
    const rows = document_.results.bindings.length;
    const limit = Number(answer.headers.get("Izon-Row-Limit"));
    const cut = answer.headers.get("Izon-Truncated") === "true" || rows === limit;
    status.textContent =
      `${rows} 行 rows, ${seconds} s` +
      (cut ? ` – 上限 ${limit} 行で打ち切り cut at the limit of ${limit} rows` : "") +
      (rows > SHOWN ? ` – 表は ${SHOWN} 行まで the table shows ${SHOWN}` : "");
    result.append(table(document_));
  } catch (error) {
    status.className = "error";
    status.textContent = error.message;
  } finally {
    run.disabled = false;
  }
}

gallery.addEventListener("change", () => {
  const chosen = gallery.selectedOptions[0];
  if (chosen.value) query.value = chosen.dataset.query;
});
run.addEventListener("click", ask);
query.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) ask();
});
if (new URLSearchParams(location.search).has("run")) ask();
