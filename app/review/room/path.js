// Where a marker stands at a frame: the same sums as in the app.
function standsAt(path, f) {
  const keys = path.spots, last = keys.length - 1;
  const after = keys.findIndex((k) => k.frame > f);
  if (after === 0) return keys[0];
  if (after < 0 || path.interpolation === "hold") return keys[after < 0 ? last : after - 1];
  const a = keys[after - 1], b = keys[after], s = (f - a.frame) / (b.frame - a.frame);
  if (path.interpolation !== "catmull-rom") return { x: a.x + (b.x - a.x) * s, y: a.y + (b.y - a.y) * s };
  const p = keys[Math.max(0, after - 2)], q = keys[Math.min(last, after + 1)];
  const bend = (k) => clamp(0.5 * (2 * a[k] + (b[k] - p[k]) * s + (2 * p[k] - 5 * a[k] + 4 * b[k] - q[k]) * s * s + (3 * a[k] - p[k] - 3 * b[k] + q[k]) * s * s * s), 0, 1);
  return { x: bend("x"), y: bend("y") };
}
