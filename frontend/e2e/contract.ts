// The contract of the studio, asked from inside the real window.
import { contract } from '../src/studio/contract'
import { overWails } from '../src/studio/wails'

export async function ask(): Promise<{ kept: number; broken: string[] }> {
  if (!window.go || !window.runtime) throw new Error('this is not the window')
  const answers = await contract(overWails(window.go, window.runtime))
  return { kept: answers.filter((a) => a.kept).length, broken: answers.filter((a) => !a.kept).map((a) => JSON.stringify(a)) }
}
