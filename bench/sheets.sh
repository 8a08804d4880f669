#!/usr/bin/env bash
# 100,000 rows out and in over HTTP: seconds, and the peak memory of the server.
#
#   bench/sheets.sh BUILD [ROWS [PORT]]   BUILD: a folder with guatu; ROWS: 100000; PORT: 9290
#
# Makes a demo folder, imports a CSV of so many rows into it (looked at, accepted, followed to its end), then takes
# the list as XLSX and as CSV. A demo folder alone: its password is known.
set -euo pipefail
build=$1 rows=${2:-100000} port=${3:-9290}
dir=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid"; rm -rf "$dir"' EXIT
"$build/guatu" demo --data "$dir/data" >/dev/null
"$build/guatu" serve --data "$dir/data" --listen "127.0.0.1:$port" >"$dir/log" 2>&1 &
pid=$!
python3 - "$port" "$rows" "$pid" <<'PYTHON'
import json, sys, time, urllib.request
port, rows, pid = sys.argv[1], int(sys.argv[2]), sys.argv[3]
base = f"http://127.0.0.1:{port}"
cookie = ""

def ask(method, path, body=None, type_="application/json", sink=None):
    global cookie
    q = urllib.request.Request(base + "/api/v1" + path, method=method, data=body)
    q.add_header("Content-Type", type_)
    q.add_header("Origin", base)
    if cookie: q.add_header("Cookie", cookie)
    with urllib.request.urlopen(q, timeout=600) as r:
        if r.headers.get("Set-Cookie"): cookie = r.headers["Set-Cookie"].split(";")[0]
        if sink is None: return json.loads(r.read() or b"null")
        n = 0
        while piece := r.read(1 << 16): n += len(piece)
        return n

def peak():
    with open(f"/proc/{pid}/status") as f:
        return next(int(l.split()[1]) // 1024 for l in f if l.startswith("VmHWM"))

for _ in range(200):
    try:
        urllib.request.urlopen(base + "/healthz"); break
    except OSError: time.sleep(0.05)
ask("POST", "/session", json.dumps({"name": "gj_dispatch", "password": "guatu-demo-2022"}).encode())
print(f"start: peak {peak()} MB")
table = "2022年调度会议定事项,,,,\n序号,议定事项,调度会日期,承办人,办理时限\n" + "".join(
    f"{i},第{i}件议定事项,2022/4/{i % 7 + 1},gj_dispatch,{44662 + i % 60}\n" for i in range(rows))
t = time.time()
file = ask("POST", "/attachments?name=a.csv", table.encode("gb18030"), "text/csv")
print(f"upload of {file['size'] >> 10} KB: {time.time() - t:.1f} s")
t = time.time()
seen = ask("POST", "/imports", json.dumps({"attachment": file["id"], "playbook": "dispatch_decision", "unit": "gujiao"}).encode())
print(f"look: {time.time() - t:.1f} s, {seen['rows']} rows, {seen['bad']} bad, head {seen['head_row']}, peak {peak()} MB")
for p in seen["problems"][:3]: print("  ", p["row"], p["column"], p["message"])
t = time.time()
ask("POST", f"/imports/{seen['id']}/acceptance", b'{"skips_bad":true}')
while True:
    s = ask("GET", f"/imports/{seen['id']}")
    if s["state"] != "writing": break
    time.sleep(0.1)
took = time.time() - t
print(f"import: {took:.1f} s, {s['opened']} opened, {s['refused']} refused, {s['opened'] / took:.0f}/s, {s['state']}, peak {peak()} MB")
for p in s["problems"][:3]: print("  ", p["row"], p["message"])
for form, more in (("xlsx", ""), ("csv", ""), ("csv", "&charset=gb18030"), ("xlsx", "&playbook=dispatch_decision")):
    t = time.time()
    n = ask("GET", f"/matters/export?format={form}{more}", sink=True)
    print(f"export {form}{more}: {time.time() - t:.1f} s, {n >> 10} KB, peak {peak()} MB")
PYTHON
