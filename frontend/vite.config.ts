import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { guide } from './guide.ts'
import { icons } from './icons.ts'

export default defineConfig({
  plugins: [guide(), icons(), svelte()],
  base: './',
  build: {
    target: ['es2022', 'safari16.4', 'chrome110'], // what the system webviews speak
    assetsInlineLimit: 0, // the content policy takes no data: fonts
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [
      { name: 'first', tags: ['$initial'], priority: 3 },
      // Shown in panels and dialogs of several places, and seldom.
      { name: 'lists', test: /[\\/]ui[\\/](Findings|Steps)\.svelte|icons[\\/]bookmark\./, minShareCount: 2, priority: 3 },
      { name: 'folder', test: /[\\/]ui[\\/]FolderRow\.svelte|icons[\\/]folder-open\./, minShareCount: 2, priority: 3 },
      { name: 'shared', test: /[\\/](ui|@lucide)[\\/]|maths[\\/](safearea|lanes)|model[\\/](hand|phones|relations|shelf|approval|moments)/, minShareCount: 2, priority: 2 },
      // The picture and the time that Tag and Review both lay out, with what is on their table.
      { name: 'table', test: /[\\/](player|timeline)[\\/]|[\\/]maths[\\/](frames|scale|snap|film|path|passage|clear)\.|[\\/]model[\\/](desk|clip|copies|timeline|playhead|perform|hotspots|hindrances|following|lanes|strip|markers|sightings|work|templates|exchange|travel|pairs)\./, minShareCount: 2, priority: 2 },
      { name: 'tag', test: /[\\/]tag[\\/]Tag\.svelte$/, priority: 1 },
      { name: 'publish', test: /[\\/]publish[\\/]Publish\.svelte$/, priority: 1 },
    ] } } },
  },
  // In tests Svelte is the one of the screen, so that derived values follow.
  resolve: process.env['VITEST'] ? { conditions: ['browser'] } : {},
  // Properties are many cases, and a busy machine is no fault of theirs.
  test: { include: ['src/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 30_000 },
  server: {
    // `taglane serve --origin http://127.0.0.1:5173 --addr 127.0.0.1:7117` answers.
    host: '127.0.0.1',
    proxy: Object.fromEntries(['/verb', '/events', '/in', '/m/'].map((path) => [path, {
      target: 'http://127.0.0.1:7117',
      changeOrigin: true,
      // The media server knows one origin, its own.
      ...(path === '/m/' ? { headers: { origin: 'http://127.0.0.1:7117' } } : {}),
    }])),
  },
})
