// How the window looks: the system's wish unless the person said otherwise.
// Kept in this browser or window, not in the library.

export type Theme = 'system' | 'dark' | 'light'
export type Contrast = 'system' | 'normal' | 'more'
export type Motion = 'system' | 'full' | 'less'

/** The sizes of the interface on offer, percent. */
export const SCALES = [90, 100, 110, 125, 150] as const

const KEPT = 'taglane.look'

export class Look {
  theme = $state<Theme>('system')
  contrast = $state<Contrast>('system')
  motion = $state<Motion>('system')
  scale = $state(100)

  constructor() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Partial<Record<'theme' | 'contrast' | 'motion' | 'scale', unknown>>
      if (kept.theme === 'dark' || kept.theme === 'light') this.theme = kept.theme
      if (kept.contrast === 'normal' || kept.contrast === 'more') this.contrast = kept.contrast
      if (kept.motion === 'full' || kept.motion === 'less') this.motion = kept.motion
      if (SCALES.some((s) => s === kept.scale)) this.scale = kept.scale as number
    } catch {
      // No storage, or not ours: the system's wish stands.
    }
  }

  set(wish: Partial<{ theme: Theme; contrast: Contrast; motion: Motion; scale: number }>): void {
    Object.assign(this, wish)
    try {
      const { theme, contrast, motion, scale } = this
      localStorage.setItem(KEPT, JSON.stringify({ theme, contrast, motion, scale }))
    } catch {
      // It holds until the window is closed.
    }
  }

  resize(direction: 1 | -1 | 0): void {
    const i = SCALES.findIndex((s) => s === this.scale)
    const to = direction === 0 ? 1 : Math.min(SCALES.length - 1, Math.max(0, i + direction))
    this.set({ scale: SCALES[to] ?? 100 })
  }
}
