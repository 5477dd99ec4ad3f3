// Where a hotspot stands at a frame: the same sums as in the app.
function standsAt(path, f) {
  const keys = path.spots, n = keys.length;
  let i = 0;
  while (i < n && keys[i].frame <= f) i++;
  if (i === 0) return keys[0];
  if (i === n || path.interpolation === "hold") return keys[i - 1];
  const a = keys[i - 1], b = keys[i], t = (f - a.frame) / (b.frame - a.frame);
  if (path.interpolation !== "catmull-rom") return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t };
  const before = keys[Math.max(0, i - 2)], after = keys[Math.min(n - 1, i + 1)];
  const curve = (p0, p1, p2, p3) =>
    Math.min(1, Math.max(0, 0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t * t + (3 * p1 - p0 - 3 * p2 + p3) * t * t * t)));
  return { x: curve(before.x, a.x, b.x, after.x), y: curve(before.y, a.y, b.y, after.y) };
}
