"""A real Chromium without a screen, driven through chromedriver (W3C WebDriver) and the standard library."""
import base64, contextlib, json, os, pathlib, shutil, socket, subprocess, sys, tempfile, time
import urllib.error, urllib.request

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")


def need_browser():
    if not CHROMIUM or not DRIVER:
        print("install chromium and chromium-driver to test the report in a browser", file=sys.stderr)
        sys.exit(77)


class Browser:
    """One page in one window. `with Browser() as page: page.open(path)`."""

    def __init__(self, width=1280, height=800):
        with contextlib.closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.home = tempfile.mkdtemp(prefix="hotgrid-browser-")
        self.driver = subprocess.Popen([DRIVER, f"--port={self.port}", "--silent"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                       env={**os.environ, "HOME": self.home})
        try:
            self._wait()
            self._begin(width, height)
        except BaseException:
            self.close()
            raise

    def _wait(self):
        for _ in range(300):
            try:
                if self._http("GET", "/status")["ready"]:
                    return
            except (urllib.error.URLError, ConnectionError):
                pass
            time.sleep(0.1)
        raise RuntimeError("chromedriver does not answer")

    def _begin(self, width, height):
        options = {"binary": CHROMIUM, "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--hide-scrollbars", "--force-color-profile=srgb", "--disable-background-networking",
            f"--window-size={width},{height}", f"--user-data-dir={self.home}/profile"]}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options,
                  "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        begun = self._http("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.session = "/session/" + begun["sessionId"]
        self.size(width, height)
        self.open("about:blank")  # away from the page of news that a new window shows
        self._log("performance")

    def _http(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=300) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as fault:
            told = json.load(fault)["value"]
            raise RuntimeError(f"{told['error']}: {told['message'].splitlines()[0]}") from None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        with contextlib.suppress(Exception):
            self._http("DELETE", self.session)
        self.driver.terminate()
        self.driver.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def cdp(self, command, **parameters):
        """A command of the DevTools protocol."""
        return self._http("POST", self.session + "/goog/cdp/execute",
                          {"cmd": command, "params": parameters})

    def size(self, width, height, ratio=1):
        """What the page takes for its window, in CSS pixels."""
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height,
                 deviceScaleFactor=ratio, mobile=False)

    def prefer(self, scheme):
        """`light` or `dark`, as the reader's system would say."""
        self.cdp("Emulation.setEmulatedMedia",
                 features=[{"name": "prefers-color-scheme", "value": scheme}])

    def open(self, path, fragment=""):
        url = pathlib.Path(path).resolve().as_uri() if os.path.exists(path) else str(path)
        self._http("POST", self.session + "/url", {"url": url + fragment})

    def run(self, script, *args):
        """The value of `return ...` in the page; a promise is waited for."""
        return self._http("POST", self.session + "/execute/sync", {"script": script, "args": args})

    def wait(self, condition, seconds=60):
        """Until an expression is true in the page."""
        end = time.monotonic() + seconds
        while not self.run(f"return Boolean({condition})"):
            if time.monotonic() > end:
                raise TimeoutError(f"not true after {seconds} s: {condition}")
            time.sleep(0.05)

    def key(self, *names):
        """Presses keys one after the other as a keyboard does (WebDriver's code points, or text)."""
        code = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "Left": "\ue012",
                "Up": "\ue013", "Right": "\ue014", "Down": "\ue015", "Home": "\ue011", "Space": " "}
        actions = [{"type": kind, "value": code.get(name, name)}
                   for name in names for kind in ("keyDown", "keyUp")]
        self._http("POST", self.session + "/actions",
                   {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def click(self, x, y):
        """A click of the mouse at a point of the window."""
        self._http("POST", self.session + "/actions", {"actions": [{
            "type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": [
                {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0},
                {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]}]})

    def picture(self, path, whole=False):
        """A PNG of the window, or of the whole page."""
        shot = self.cdp("Page.captureScreenshot", format="png", captureBeyondViewport=whole,
                        **({"clip": self._whole()} if whole else {}))
        pathlib.Path(path).write_bytes(base64.b64decode(shot["data"]))

    def _whole(self):
        size = self.cdp("Page.getLayoutMetrics")["cssContentSize"]
        return {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}

    def pdf(self, path):
        """The page as it is printed on A4."""
        printed = self.cdp("Page.printToPDF", paperWidth=8.27, paperHeight=11.69,
                           preferCSSPageSize=True, printBackground=True)
        pathlib.Path(path).write_bytes(base64.b64decode(printed["data"]))

    def _log(self, kind):
        return self._http("POST", self.session + "/se/log", {"type": kind})

    def complaints(self):
        """What the console got that is no mere notice, since the last call."""
        return [entry["message"] for entry in self._log("browser") if entry["level"] != "INFO"]

    def requests(self):
        """The URLs that the page asked the network for, since the last call."""
        said = (json.loads(entry["message"])["message"] for entry in self._log("performance"))
        return [message["params"]["request"]["url"] for message in said
                if message["method"] == "Network.requestWillBeSent"]
