// What is done to the timeline while its frames are counted; both run in the page, in either engine.

/** Does nothing, and notes when each frame came. */
export function rest({ seconds }) {
  return new Promise(done => {
    const at = []
    requestAnimationFrame(function frame(now) {
      at.push(now)
      if (now - at[0] < seconds * 1000) requestAnimationFrame(frame)
      else done(at)
    })
  })
}

/** One turn of the wheel in every frame, to and fro between two magnifications, or from end to end. */
export function turn({ seconds, by, low, high }) {
  const lanes = document.querySelector('[data-testid="lanes"]')
  const box = lanes.getBoundingClientRect()
  const middle = box.left + 96 + (box.width - 96) / 2
  const wheel = (deltaY, ctrlKey) => lanes.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, deltaY, ctrlKey, clientX: middle, clientY: box.top + 10 }))
  const zoom = factor => wheel(-240 * Math.log(factor), true)
  const STEP = by === 'pan' ? 12 : 1.02
  const length = by === 'pan' ? (box.width - 96) * (low - 1) : 0
  for (let i = 0; i < 9; i++) zoom(0.3)
  zoom(low)
  let place = by === 'pan' ? length / 2 : low, forward = true
  return new Promise(done => {
    const at = []
    requestAnimationFrame(function frame(now) {
      at.push(now)
      if (by === 'pan') {
        if (place + STEP > length) forward = false
        else if (place - STEP < 0) forward = true
        wheel(forward ? STEP : -STEP, false)
        place += forward ? STEP : -STEP
      } else {
        if (place * STEP > high) forward = false
        else if (place / STEP < low) forward = true
        zoom(forward ? STEP : 1 / STEP)
        place *= forward ? STEP : 1 / STEP
      }
      if (now - at[0] < seconds * 1000) requestAnimationFrame(frame)
      else done(at)
    })
  })
}
