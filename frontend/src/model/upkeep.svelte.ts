// Keeping the library in order: names, projects, languages, what is removed,
// files that moved. What changes many clips is one step, which can be taken
// back; every notice that tells of such a step offers that.

import type { ID, Project, Studio } from '../studio/studio'
import { t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

/** What the library does once something has changed. */
export interface Host {
  load(): Promise<void>
  /** Clips have left what is shown. */
  gone(ids: readonly ID[]): void
  /** Clips belong to another project, or to none. */
  moved(ids: readonly ID[], project: ID): void
}

export class Upkeep {
  /** Whether a change of many clips is under way. */
  busy = $state(false)
  /** What undo speaks of first: the last thing done was to the library, or to one clip. */
  lately = $state<'library' | 'clip'>('clip')

  readonly #shell: Shell
  readonly #studio: Studio
  readonly #host: Host
  /** The notice whose Undo speaks of the last step; after another step it would lie. */

  constructor(shell: Shell, host: Host) {
    this.#shell = shell
    this.#studio = shell.studio
    this.#host = host
  }

  // ---- clips ----

  async rename(clip: ID, name: string): Promise<void> {
    await this.#change('clip', () => this.#studio.setClip(clip, { name }))
  }

  /** Takes clips out of the library; their files stay. One clip is told by its name. */
  async remove(ids: readonly ID[], name = ''): Promise<void> {
    const done = await this.#change('library', async () => {
      await this.#studio.removeClips([...ids])
      this.#host.gone(ids)
    })
    if (!done) return
    this.#told(ids.length === 1 && name !== ''
      ? t('{name} is out of the library. The file stays where it is.', { name })
      : t('{n, plural, one {# clip is out of the library. The file stays where it is.} other {# clips are out of the library. The files stay where they are.}}', { n: ids.length }))
  }

  async move(ids: readonly ID[], project: Pick<Project, 'id' | 'name'> | null): Promise<void> {
    const done = await this.#change('library', async () => {
      await this.#studio.setClips([...ids], { project: project?.id ?? '' })
      this.#host.moved(ids, project?.id ?? '')
    })
    if (done) this.#told(project
      ? t('{n, plural, one {# clip moved to {project}.} other {# clips moved to {project}.}}', { n: ids.length, project: project.name })
      : t('{n, plural, one {# clip taken out of its project.} other {# clips taken out of their projects.}}', { n: ids.length }))
  }

  async speak(ids: readonly ID[], language: { readonly value: string; readonly name: string }): Promise<void> {
    const done = await this.#change('library', () => this.#studio.setClips([...ids], { language: language.value }))
    if (done) this.#told(t('{n, plural, one {# clip now speaks {language}.} other {# clips now speak {language}.}}', { n: ids.length, language: language.name }))
  }

  /** Gives the tags of the others to the one that is kept, and takes the others out. */
  async merge(keep: ID, others: readonly ID[]): Promise<void> {
    let steps = 0
    await this.#change('library', async () => {
      for (const drop of others) {
        await this.#studio.mergeClips(keep, drop)
        steps++
        this.#host.gone([drop])
      }
    })
    if (steps > 0) this.#told(t(others.length === 1 ? 'One is kept, with the tags of both. The files stay where they are.' : 'One is kept, with the tags of all. The files stay where they are.'), steps)
  }

  // ---- files that moved ----

  /** Whether the system's own dialogs can be asked from here. */
  get picks(): boolean { return this.#studio.able.pick }

  /** Lets the person show where a clip's file lies now. */
  async findFile(clip: ID): Promise<void> {
    try {
      await this.#studio.findFile(clip)
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
  }

  /** A folder the person showed; "" when they thought better of it. */
  async pickFolder(): Promise<string> {
    try {
      return await this.#studio.pickFolder()
    } catch (e) {
      this.#shell.fail(faultOf(e))
      return ''
    }
  }

  /** Looks below a folder for the files of all missing clips. */
  async lookIn(folder: string): Promise<void> {
    await this.#change(this.lately, async () => {
      const { found, left } = await this.#studio.findMissing(folder)
      const said = found === 0 ? t('{n, plural, one {It is not in that folder.} other {None of them are in that folder.}}', { n: left })
        : left === 0 ? t('{n, number} found again. Nothing is missing.', { n: found })
        : t('{n, number} found again, {left, number} still missing.', { n: found, left })
      this.#shell.say(found > 0 ? 'success' : 'info', said)
    })
  }

  // ---- projects ----

  /** Answers the new project, or null when it could not be. */
  async addProject(name: string): Promise<Project | null> {
    let made: Project | null = null
    await this.#change(this.lately, async () => { made = await this.#studio.addProject(name) })
    return made
  }

  async renameProject(id: ID, name: string): Promise<void> {
    await this.#change('library', () => this.#studio.setProject(id, name))
  }

  async removeProject(project: Project): Promise<void> {
    const done = await this.#change('library', () => this.#studio.removeProject(project.id))
    if (done) this.#told(t('{project} is gone. Its clips stay in the library.', { project: project.name }))
  }

  // ---- back and forth ----

  async undo(steps = 1): Promise<void> {
    for (let i = 0; i < steps; i++) await this.#travel(() => this.#studio.undoLibrary(), i === steps - 1)
  }
  async redo(): Promise<void> { await this.#travel(() => this.#studio.redoLibrary(), true) }

  async #travel(verb: () => Promise<{ message: string }>, tell: boolean): Promise<void> {
    await this.#change('library', async () => {
      const { message } = await verb()
      if (tell && message !== '') this.#shell.say('success', message)
    })
  }

  #told(message: string, steps = 1): void {
    this.#shell.notices.offer(message, () => this.undo(steps))
  }

  /** Does something and shows what became of it, however it went. */
  async #change(what: 'library' | 'clip', verb: () => Promise<unknown>): Promise<boolean> {
    this.busy = true
    this.#shell.notices.withdraw()
    let done = true
    try {
      await verb()
      this.lately = what
    } catch (e) {
      done = false
      this.#shell.fail(faultOf(e))
    }
    this.busy = false
    await this.#host.load()
    return done
  }
}
