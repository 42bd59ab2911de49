#!/usr/bin/env python3
"""Looks at a node's pages in a real Chromium: prints one JSON object, {"pages": …, "faults": […]}.

    look.py http://127.0.0.1:7412 PATH… [--shots FOLDER]
    look.py http://127.0.0.1:7412 PATH --live WORDS…

Every page is loaded 390 and 1,400 pixels wide, light and dark, with JavaScript and without. A fault is a
console error, a horizontal scroll, a missing landmark, label or heading, text whose contrast is below what
WCAG 2.1 AA asks for, or content that only JavaScript shows. Needs Chromium and nothing else.

With --live it puts the focus on the page's last link, says {"waits": true}, and waits until the page shows the words
by itself, one after another: it prints when each was seen, in seconds since 1970, and whether the focus is still there, every
fold is still open and what was looked at has not moved.
"""
import base64, hashlib, json, os, pathlib, shutil, socket, struct, subprocess, sys, tempfile, time, urllib.request

CHECKS = r"""
(() => {
  const faults = [], say = (what, of) => faults.push(what + (of ? ": " + (of.outerHTML || String(of)).slice(0, 120) : ""));
  if (document.documentElement.scrollWidth > innerWidth) {
    const wide = [...document.querySelectorAll("main *, header *, footer *")].find(
      (e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".map, pre"));
    say("scrolls sideways by " + (document.documentElement.scrollWidth - innerWidth), wide);
  }
  for (const part of ["header", "nav[aria-label]", "main", "footer", "h1", "a.skip[href='#main']"])
    if (document.querySelectorAll(part).length !== 1) say("not exactly one " + part);
  if (!document.documentElement.lang) say("no language");
  let level = 0;
  for (const heading of document.querySelectorAll("main h1, main h2, main h3, main h4")) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1 && level) say("a heading skips a level", heading);
    level = own;
  }
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  ids.filter((id, place) => ids.indexOf(id) !== place).forEach((id) => say("an id twice", id));
  for (const e of document.querySelectorAll("[aria-labelledby]"))
    for (const id of e.getAttribute("aria-labelledby").split(" ")) if (!document.getElementById(id)) say("a label that is not there", e);
  for (const e of document.querySelectorAll("a, button, summary")) if (!e.textContent.trim() && !e.getAttribute("aria-label")) say("no name", e);
  for (const e of document.querySelectorAll("[role=img], img, main section"))
    if (!e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby") && !e.alt) say("no label", e);
  for (const e of document.querySelectorAll("th")) if (!e.scope) say("no scope", e);
  for (const e of document.querySelectorAll("[style], [onclick], script:not([src])")) say("in the page itself", e);
  const channel = (c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const parse = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] > 0.99) return c; } return [255, 255, 255]; };
  const seen = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const e = node.parentElement;
    if (!node.data.trim() || seen.has(e) || e.closest("svg, script, .hidden, .skip") || !e.getClientRects().length) continue;
    seen.add(e);
    const style = getComputedStyle(e), size = parseFloat(style.fontSize);
    const [a, b] = [light(parse(style.color)), light(ground(e))].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5)) say("contrast " + ratio.toFixed(2), e);
  }
  return JSON.stringify({ faults, text: document.querySelector("main").innerText, height: document.documentElement.scrollHeight });
})()
"""


class Socket:
    """The few parts of RFC 6455 that a browser's debugger needs."""
    def __init__(self, url):
        host, path = url.removeprefix("ws://").split("/", 1)
        name, port = host.split(":")
        self.wire = socket.create_connection((name, int(port)), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        self.wire.sendall(f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += self.wire.recv(1)
        assert b" 101 " in head.split(b"\r\n")[0], head

    def send(self, text):
        data, mask = text.encode(), os.urandom(4)
        size = bytes([128 | len(data)]) if len(data) < 126 else struct.pack(">BH", 254, len(data)) if len(data) < 65536 else struct.pack(">BQ", 255, len(data))
        self.wire.sendall(b"\x81" + size + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))

    def take(self, count):
        data = b""
        while len(data) < count:
            part = self.wire.recv(count - len(data))
            assert part, "the browser went away"
            data += part
        return data

    def receive(self):
        whole = b""
        while True:
            first, size = self.take(2)
            size &= 127
            size = struct.unpack(">H", self.take(2))[0] if size == 126 else struct.unpack(">Q", self.take(8))[0] if size == 127 else size
            whole += self.take(size)
            if first & 128:
                return whole.decode()


class Browser:
    def __init__(self):
        program = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])))
        self.folder = tempfile.mkdtemp(prefix="look-")
        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--hide-scrollbars", "--remote-debugging-port=0", "--remote-allow-origins=*", f"--user-data-dir={self.folder}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port = pathlib.Path(self.folder, "DevToolsActivePort")
        until = time.time() + 60
        while not (port.exists() and port.read_text().count("\n")):
            assert time.time() < until, "Chromium did not start"
            time.sleep(0.1)
        number = port.read_text().split("\n")[0]
        pages = json.load(urllib.request.urlopen(f"http://127.0.0.1:{number}/json"))
        self.socket = Socket(next(p["webSocketDebuggerUrl"] for p in pages if p["type"] == "page"))
        self.count, self.errors = 0, []
        for domain in ["Page", "Runtime", "Log"]:
            self.do(f"{domain}.enable")

    def do(self, method, until=None, **params):
        """Runs a command; waits for its answer, and for an event where one is named."""
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": params}))
        answer, happened = None, until is None
        while answer is None or not happened:
            message = json.loads(self.socket.receive())
            if message.get("id") == self.count:
                assert "error" not in message, message
                answer = message["result"]
            name, what = message.get("method"), message.get("params", {})
            happened = happened or name == until
            if name == "Log.entryAdded" and what["entry"]["level"] == "error":
                self.errors.append(what["entry"]["text"])
            if name == "Runtime.exceptionThrown":
                self.errors.append(what["exceptionDetails"].get("text", "exception"))
            if name == "Runtime.consoleAPICalled" and what["type"] == "error":
                self.errors.append("console.error")
        return answer

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


def look(browser, url, width, scheme, script, shot):
    browser.errors.clear()
    browser.do("Emulation.setScriptExecutionDisabled", value=not script)
    browser.do("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.do("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)
    browser.do("Page.navigate", until="Page.loadEventFired", url=url)
    found = json.loads(browser.do("Runtime.evaluate", expression=CHECKS)["result"]["value"])
    if shot:
        browser.do("Emulation.setDeviceMetricsOverride", width=width, height=min(found["height"], 2400), deviceScaleFactor=1, mobile=width < 600)
        shot.write_bytes(base64.b64decode(browser.do("Page.captureScreenshot", format="webp", quality=60)["data"]))
    return found["faults"] + [f"error: {text}" for text in browser.errors], found["text"]


def live(url, words):
    """Waits for words to come by themselves."""
    browser = Browser()
    run = lambda script: browser.do("Runtime.evaluate", expression=script)["result"].get("value")
    link, until = '[...document.querySelectorAll("main a")].at(-1)', time.time() + 60
    open_folds = '[...document.querySelectorAll("main details")].every((fold) => fold.open)'
    looked_at = "Math.round(document.activeElement.getBoundingClientRect().top)"
    try:
        browser.do("Page.navigate", until="Page.loadEventFired", url=url)
        run('document.querySelectorAll("main details").forEach((fold) => { fold.open = true; })')
        href = run(f"{link}.focus(); {link}.href")
        time.sleep(1)
        top = run(looked_at)
        print(json.dumps({"waits": True}), flush=True)
        kept = True
        for one in words:
            while one not in run("document.querySelector('main').innerText") and time.time() < until:
                time.sleep(0.02)
            seen = time.time()
            kept = kept and run("document.activeElement.href") == href and run("document.getElementById('live').textContent") != ""
            kept = kept and run(open_folds) and abs(run(looked_at) - top) < 3
            print(json.dumps({"seen": seen, "kept": kept}), flush=True)
    finally:
        browser.close()
    return 0 if kept else 1


def main(arguments):
    if "--live" in arguments:
        return live(arguments[0] + arguments[1], arguments[3:])
    shots = pathlib.Path(arguments[arguments.index("--shots") + 1]) if "--shots" in arguments else None
    node, *paths = arguments[:arguments.index("--shots")] if shots else arguments
    if shots:
        shots.mkdir(parents=True, exist_ok=True)
    browser, faults, looked = Browser(), [], 0
    try:
        for path in paths:
            parts = path.split("?")[0].strip("/").split("/")
            name = (parts[0] or "home") if len(parts) < 2 else parts[0].replace("ies", "ys")[:-1]
            for width in [390, 1400]:
                for scheme in ["light", "dark"]:
                    shot = shots / f"{name}-{width}-{scheme}.webp" if shots else None
                    found, text = look(browser, node + path, width, scheme, True, shot)
                    faults += [f"{path} {width} {scheme}: {fault}" for fault in found]
                    looked += 1
            texts = [look(browser, node + path, 1400, "light", script, None)[1] for script in [False, True, False]]
            # The time that a page is of may have gone on between two of them.
            if texts[1] not in (texts[0], texts[2]):
                faults.append(f"{path}: something is shown with JavaScript alone")
    finally:
        browser.close()
    print(json.dumps({"pages": looked, "faults": faults}))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
