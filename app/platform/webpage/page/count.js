// Counts how often a marker was seen for a second and a link was followed, on
// this device only. Storage may be forbidden; then nothing is counted.
{
  const name = "taglane " + timeline.clip.id + " " + (timeline.clip.revision || "");
  const player = document.querySelector("shoppable-clip"), button = document.getElementById("csv");
  const load = () => {
    try {
      return JSON.parse(localStorage.getItem(name)) || {};
    } catch {
      return {};
    }
  };
  const add = (n, what) => {
    try {
      const all = load(), mine = (all[n] = all[n] || { seen: 0, followed: 0 });
      mine[what]++;
      localStorage.setItem(name, JSON.stringify(all));
    } catch {}
  };
  const waiting = new Map();
  player.addEventListener("tagshown", (e) => {
    if (e.detail.mark) waiting.set(e.detail.i, setTimeout(() => add(e.detail.n, "seen"), 1000));
  });
  player.addEventListener("taggone", (e) => clearTimeout(waiting.get(e.detail.i)));
  document.addEventListener("click", (e) => {
    const a = e.target.closest("a[data-product]");
    if (a) add(a.dataset.product, "followed");
  });
  // A cell that starts like a formula must stay text in a spreadsheet.
  const cell = (s) => '"' + String(s).replace(/^[=+\-@\t\r]/, "'$&").replace(/"/g, '""') + '"';
  button.hidden = false;
  button.addEventListener("click", () => {
    const all = load();
    const lines = timeline.products.map((p, i) => [p.id, p.name, (all[i + 1] || {}).seen || 0, (all[i + 1] || {}).followed || 0]);
    const text = [["product", "name", "seen", "followed"], ...lines].map((l) => l.map(cell).join(",")).join("\r\n") + "\r\n";
    const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    make("a", "", { href: url, download: "clip-counts.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  });
}
