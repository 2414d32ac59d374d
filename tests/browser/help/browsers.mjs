// Real browsers as learners have them: Debian's Chromium and Firefox ESR, with a profile that outlives them.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

/** The host name of the plain http server. Not a loopback address: browsers trust those, and a hospital's intranet is none. */
export const HOST = "intranet.test";

const chromium = {
  name: "Chromium",
  browser: "chrome",
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    `--host-resolver-rules=MAP ${HOST} 127.0.0.1`,
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,LocalNetworkAccessChecks,OptimizationHints,MediaRouter",
  ],
};

const firefox = {
  name: "Firefox",
  browser: "firefox",
  executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
  protocol: "webDriverBiDi",
  extraPrefsFirefox: {
    // Puppeteer's profile lets every file:// page share its storage, which no learner's does.
    "security.fileuri.strict_origin_policy": true,
    "network.dns.localDomains": HOST,
    "network.proxy.type": 0,
    "dom.security.https_first": false,
    "dom.security.https_first_for_custom_ports": false,
    "datareporting.policy.dataSubmissionEnabled": false,
    "network.captive-portal-service.enabled": false,
    "network.connectivity-service.enabled": false,
  },
};

export const BROWSERS = [chromium, firefox].filter((one) => !process.env.BROWSER || one.browser === process.env.BROWSER);

/** A learner's profile. `open` starts a browser on it, again and again; `end` throws it away. */
export async function profile(which) {
  const userDataDir = await mkdtemp(join(tmpdir(), `terakoya-${which.browser}-`));
  let browser = null;
  return {
    async open() {
      browser = await puppeteer.launch({ ...which, headless: true, userDataDir, timeout: 60_000, protocolTimeout: 60_000, handleSIGINT: false });
      return browser;
    },
    async close() {
      await browser?.close();
      browser = null;
    },
    /** The power goes: no page and no process of the browser gets to say anything. */
    async kill() {
      const running = browser?.process();
      browser = null;
      const gone = new Promise((resolve) => running.once("exit", resolve));
      running.kill("SIGKILL");
      await gone;
      await new Promise((resolve) => setTimeout(resolve, 500));
      await Promise.all(["SingletonLock", "SingletonCookie", "SingletonSocket", "lock", ".parentlock"].map((name) => rm(join(userDataDir, name), { force: true })));
    },
    async end() {
      await this.close().catch(() => {});
      await rm(userDataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** Notes all that a page says or asks for, so that a test can hold it to silence. */
export function listen(page, allowed) {
  const heard = [];
  page.on("console", (message) => heard.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => heard.push(`error: ${error.message ?? error}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(allowed) && !url.startsWith("data:") && !url.startsWith("blob:") && url !== "about:blank") heard.push(`request: ${url}`);
  });
  page.on("requestfailed", (request) => {
    // Leaving a page while it loads is no fault of the page.
    const reason = request.failure()?.errorText ?? "";
    if (!/ABORT|favicon/i.test(`${reason} ${request.url()}`)) heard.push(`failed: ${request.url()} ${reason}`);
  });
  return heard;
}
