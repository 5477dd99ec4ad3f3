// How a model keeps what it shows fresh while events come thick and fast.

/**
 * Makes a question that is asked once at a time: wanted again while it is on its
 * way, it is asked once more afterwards. So no answer overtakes another, any
 * number of events costs two questions, and whoever waits for it has what was
 * true when they asked, or later.
 */
export function fresh(ask: () => Promise<void>): () => Promise<void> {
  let asking: Promise<void> | null = null
  let again = false
  const untilQuiet = async (): Promise<void> => {
    do {
      again = false
      await ask()
    } while (again)
  }
  return () => {
    again = true
    asking ??= untilQuiet().finally(() => { asking = null })
    return asking
  }
}
