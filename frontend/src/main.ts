// Picks the door to the Go program and hands it to the shell.

import '@fontsource-variable/inter'
import { mount } from 'svelte'
import App from './App.svelte'
import { Shell } from './model/app.svelte'
import { speakAsBefore } from './model/tongue.svelte'
import { stay } from './shell/stays'
import { overHttp } from './studio/http'
import { overWails } from './studio/wails'
import './styles/tokens.css'
import './styles/base.css'

stay(window)
const studio = window.go && window.runtime ? overWails(window.go, window.runtime) : overHttp(location)
// What fails in the page is written down on this machine; what merely says no is told where it happens.
const fell = (e: unknown): void => { if (e instanceof Error) studio.reportCrash(`${e.name}: ${e.message}`, e.stack ?? '').catch(() => undefined) }
addEventListener('error', (e) => { fell(e.error) })
addEventListener('unhandledrejection', (e) => { fell(e.reason) })

const target = document.getElementById('app')
// Words come first, or the first thing seen would change its language.
void speakAsBefore().finally(() => { if (target) mount(App, { target, props: { shell: new Shell(studio) } }) })
