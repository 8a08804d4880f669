#!/usr/bin/env python3
"""Kills `guatu serve` at random moments while many clients write; every 2xx must be in the ledger, once.

usage: http_kill.py GUATU [KILLS] [SEED]

Each client opens matters over a kept connection, each under a key and a title of its own, and asks again with the same key
when no answer came. After all kills the list holds each answered title once and no title twice, the same key is answered
with the same matter as before, and `guatu ledger verify` finds nothing. A server at rest reads no old snapshot: its log can
begin anew.
"""
import http.client
import json
import os
import random
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

CLIENTS = 16


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class City:
    def __init__(self, program, folder):
        self.program = program
        self.data = os.path.join(folder, "city")
        self.port = free_port()
        self.log = open(os.path.join(folder, "serve.log"), "w")
        self.run("demo", "--data", self.data)
        out = self.run("token", "add", "gj_insp_1", "--data", self.data, "--title", "kills", "--days", "1", "--scope", "write", "--json")
        self.token = json.loads(out)["token"]
        found = json.loads(self.run("matter", "list", "--data", self.data, "--playbook", "enterprise", "--unit", "gj_yjj", "--json"))
        self.enterprise = found["items"][0]["id"]
        self.process = None

    def run(self, *args):
        return subprocess.run([self.program, *args], check=True, capture_output=True, text=True).stdout

    def start(self):
        self.process = subprocess.Popen([self.program, "serve", "--data", self.data, "--listen", f"127.0.0.1:{self.port}"],
                                        stdout=subprocess.DEVNULL, stderr=self.log)
        for _ in range(6000):
            try:
                with socket.create_connection(("127.0.0.1", self.port)):
                    return
            except OSError:
                if self.process.poll() is not None:
                    sys.exit("the server did not start again: " + open(self.log.name).read()[-2000:])
                time.sleep(0.01)
        sys.exit("the server does not listen")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def ask(self, connection, method, path, key=None, body=None):
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        connection.request(method, "/api/v1" + path, body and json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


def body_of(key, enterprise):
    return {"playbook": "hazard", "unit": "gj_yjj", "about": enterprise, "fields": {"title": "停电重试 " + key, "grade": "ordinary"}}


def is_log_free(data):
    """Whether the log can begin anew: a snapshot that is never let go would let it, and the time of each write, grow for ever."""
    until = time.monotonic() + 10
    while True:
        with sqlite3.connect(os.path.join(data, "guatu.db"), timeout=1) as db:
            is_busy, in_log, copied = db.execute("pragma wal_checkpoint(restart)").fetchone()
        db.close()
        if not is_busy and in_log == copied:
            return True
        if time.monotonic() > until:
            return False
        time.sleep(0.1)


class Client(threading.Thread):
    def __init__(self, city, number, is_over):
        super().__init__()
        self.city, self.number, self.is_over = city, number, is_over
        self.answered = {}
        self.asked_again = 0
        self.wrong = []

    def run(self):
        n, connection = 0, None
        while not self.is_over.is_set():
            key = f"k{self.number}.{n}"
            try:
                connection = connection or http.client.HTTPConnection("127.0.0.1", self.city.port, timeout=20)
                status, answer = self.city.ask(connection, "POST", "/matters", key, body_of(key, self.city.enterprise))
            except (OSError, http.client.HTTPException, ValueError):
                connection = None
                self.asked_again += 1
                time.sleep(0.02)
                continue
            if status == 503:
                self.asked_again += 1
                continue
            if status not in (200, 201):
                self.wrong.append((key, status, answer))
                return
            self.answered[key] = answer["matter"]
            n += 1


def main(program, kills, seed):
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        city = City(program, folder)
        city.start()
        is_over = threading.Event()
        clients = [Client(city, i, is_over) for i in range(CLIENTS)]
        for c in clients:
            c.start()
        for _ in range(kills):
            time.sleep(chance.uniform(0.05, 0.6))
            city.kill()
            city.start()
        time.sleep(0.5)
        is_over.set()
        for c in clients:
            c.join()
        faults = [w for c in clients for w in c.wrong]
        answered = {k: m for c in clients for k, m in c.answered.items()}
        connection = http.client.HTTPConnection("127.0.0.1", city.port, timeout=30)
        titles, cursor = {}, ""
        while True:
            status, page = city.ask(connection, "GET", "/matters?playbook=hazard&limit=200" + cursor)
            assert status == 200, page
            for row in page["items"]:
                titles.setdefault(row["title"], []).append(row["id"])
            if not page["next_cursor"]:
                break
            cursor = "&cursor=" + page["next_cursor"]
        for key, matter in answered.items():
            if titles.get("停电重试 " + key) != [matter]:
                faults.append((key, "answered as", matter, "stands as", titles.get("停电重试 " + key)))
        faults += [(t, "twice", ids) for t, ids in titles.items() if t.startswith("停电重试") and len(ids) > 1]
        for key in chance.sample(sorted(answered), min(200, len(answered))):
            status, again = city.ask(connection, "POST", "/matters", key, body_of(key, city.enterprise))
            if not (again.get("existed") and again["matter"] == answered[key]):
                faults.append((key, "asked again", status, again))
        if not is_log_free(city.data):
            faults.append("the server at rest holds a snapshot of the ledger")
        city.process.terminate()
        city.process.wait()
        city.run("ledger", "verify", "--data", city.data)
        again = sum(c.asked_again for c in clients)
    print(f"{kills} kills, {len(answered)} answers, {again} asked again, {len(faults)} faults (seed {seed})")
    if faults or len(answered) < kills:
        sys.exit(f"{faults[:5]}")


if len(sys.argv) < 2:
    sys.exit(__doc__)
main(os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20,
     int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1_000_000))
