// What a guest sent back of a review, as the file they made: taken in wherever
// it is dropped, and shown.

import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export async function takeAnswers(shell: Shell, files: readonly (File | string)[]): Promise<void> {
  for (const file of files) {
    try {
      const done = await (typeof file === 'string' ? shell.studio.takeAnswerFile(file) : shell.studio.takeAnswer(await file.text()))
      shell.say('success', done.line)
      shell.chosen = done.clip
      shell.go('review')
    } catch (e) {
      shell.fail(faultOf(e))
    }
  }
}
