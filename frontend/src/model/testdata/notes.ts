import type { Comment, Member } from '../../studio/studio'

export function comment(id: string, frame: number, more: Partial<Comment> = {}): Comment {
  return {
    id, clip: 'k', frame, out: frame, time: '', author: 'mia', name: 'Mia', colour: 5, mine: false, at: '2026-11-26T10:00:00Z', text: 'Look.', others: [], drawing: [], edited: false, deleted: false,
    resolved: false, resolvedBy: '', resolvedAt: '', replies: [], parts: [], assignee: null, done: false, doneBy: '', doneAt: '', reactions: [], private: false, version: 1, placing: '', ...more,
  }
}

export const member = (id: string, name: string, me = false): Member => ({ id, name, colour: 5, me, guest: false, fingerprint: '', standing: me ? 'known' : 'new' })
