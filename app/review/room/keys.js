// The keyboard, wherever nothing is being written.
function keys(e) {
  const at = e.target.closest ? e.target : document.body;
  if (at.closest("input, textarea, select, dialog") || e.isComposing) return;
  const second = Math.round(num / den), ctrl = e.ctrlKey || e.metaKey;
  const on = at.closest("button, [role=slider]");
  if (ctrl && e.key.toLowerCase() === "z" && draw.on) return hit(e, () => draw.undo());
  if (ctrl || e.altKey) return;
  if (draw.on && /^[1-4]$/.test(e.key)) return hit(e, () => draw.use(["free", "arrow", "box", "text"][e.key - 1]));
  if (e.key === "Escape") return hit(e, () => (draw.on ? draw.turn(false) : tags.open ? tags.close(true) : compose.reset()));
  if ((e.key === " " || e.key === "Enter") && on && on.tagName === "BUTTON") return;
  const can = data.rights.comment;
  const act = {
    " ": () => player.toggle(), k: () => player.toggle(),
    ArrowLeft: () => player.step(e.shiftKey ? -second : -1), ArrowRight: () => player.step(e.shiftKey ? second : 1), ",": () => player.step(-1), ".": () => player.step(1),
    Home: () => player.go(0), End: () => player.go(frames - 1), "<": () => player.faster(-1), ">": () => player.faster(1),
    m: () => data.film.sound && (player.video.muted = !player.video.muted),
    n: () => threads.next(1), p: () => threads.next(-1), "?": help,
    c: can && (() => (compose.begin(), compose.focus())), i: can && (() => compose.in()), o: can && (() => compose.out()), d: can && (() => draw.turn(!draw.on)),
  }[e.key.length === 1 ? e.key.toLowerCase() : e.key];
  if (act) hit(e, act);
}

function hit(e, act) {
  e.preventDefault();
  act();
}
