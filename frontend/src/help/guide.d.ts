// What guide.ts makes while the page is built.

declare module 'virtual:errors/*' {
  const all: readonly import('./blocks').Told[]
  export default all
}
