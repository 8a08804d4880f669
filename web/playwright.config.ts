// The browser tests: over Debian's Chromium, against a server and a demo city of their own (e2e/office.ts). Pages are
// written to build/screens/ on the way.
import {defineConfig} from '@playwright/test'

const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium'

export default defineConfig({
  testDir: './e2e',
  testMatch: '*.spec.ts',
  outputDir: '../build/browser',
  // One city, one clock: the tests of a file go one after the other, and files too.
  workers: 1,
  fullyParallel: false,
  timeout: 90_000,
  expect: {timeout: 10_000},
  globalSetup: './e2e/office.ts',
  reporter: [['list']],
  use: {
    locale: 'zh-CN',
    timezoneId: 'America/New_York',
    launchOptions: {
      executablePath: chromium,
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-gpu'],
    },
    trace: 'off',
  },
})
