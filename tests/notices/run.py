#!/usr/bin/env python3
"""Notices of a real `guatu serve` arrive at stand-ins that enforce the published limits (stand_in.py): one message a person,
none too fast, none lost when the server is killed in between, the same id where one is sent twice; and mail goes by STARTTLS and TLS
to a server with a certificate of its own, and to no other.

  tests/notices/run.py build/dev/guatu [--port 9610] [--people 25]

Takes some 70 s with 25 people, because a robot takes 20 a minute. Exits 0 when all holds; prints what was seen."""

import argparse
import collections
import email
import email.header
import json
import os
import pathlib
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import stand_in  # noqa: E402

CONFIG = """
link: http://guatu.test/
demo: true
channels:
  wecom: {{kind: wecom, url: "http://127.0.0.1:{robots}/wecom?key=", key_env: WECOM_KEY, {common}}}
  dingtalk: {{kind: dingtalk, url: "http://127.0.0.1:{robots}/dingtalk?access_token=", key_file: keys/ding.txt,
    secret_file: keys/ding-secret.txt, {common}}}
  feishu: {{kind: feishu, url: "http://127.0.0.1:{robots}/feishu", key_file: keys/empty.txt, secret_env: FEI_SECRET,
    avoided_minutes: [], {common}}}
  webhook: {{kind: webhook, url: "http://127.0.0.1:{robots}/webhook", secret_env: HOOK_SECRET, {common}}}
  mail: {{kind: smtp, url: "smtp://127.0.0.1:{mail}", from: guatu@office.test, hours: always, digest_minutes: 0,
    people: {people}}}
"""
BOSS = "mayor"  # of the demo: may send a copy of anything
COMMON = "hours: always, digest_minutes: 0, everyone: true"


class Office:
    def __init__(self, program, folder, port):
        self.program, self.data, self.port = program, str(folder), port
        self.env = dict(os.environ, WECOM_KEY="wecom-key", FEI_SECRET="fei-secret", HOOK_SECRET="hook-secret")
        self.server = None
        self.run("demo")
        keys = folder / "keys"
        for name, text in (("ding", "ding-token"), ("ding-secret", "ding-secret"), ("empty", "/")):
            (keys / f"{name}.txt").write_text(text + "\n")

    def run(self, *words):
        done = subprocess.run([self.program, *words, "--data", self.data, "--lang", "en"], env=self.env,
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{words}: {done.stdout}{done.stderr}")
        return done.stdout

    def start(self):
        self.log = open(self.data + "/serve.log", "a")
        self.server = subprocess.Popen([self.program, "serve", "--data", self.data, "--listen", f"127.0.0.1:{self.port}"],
                                       env=self.env, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.server.stdout.readline()

    def kill(self):
        self.server.send_signal(signal.SIGKILL)
        self.server.wait()

    def ask(self, path, body=None):
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": "application/json",
                   "Idempotency-Key": uuid.uuid4().hex}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1{path}", data, headers)
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
            return json.loads(text) if text else None


def certificate(folder, name, host):
    """A certificate for `host`, signed by itself, and its key; made by openssl, for the tests alone."""
    cert, key = str(folder / f"{name}.pem"), str(folder / f"{name}.key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
                    "-out", cert, "-days", "2", "-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}"],
                   check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return cert, context


def encrypted_mail(office, folder, port, person):
    """`guatu notice test` by STARTTLS and by TLS from the first byte; a certificate that is not trusted, one of another
    host and a wrong password get no mail, and the password never goes out in the clear."""
    cert, tls = certificate(folder, "mail", "localhost")
    _, other = certificate(folder, "other", "elsewhere.test")
    keys = pathlib.Path(office.data) / "keys"
    (keys / "mail-ca.pem").write_text(pathlib.Path(cert).read_text())
    (keys / "other-ca.pem").write_text((folder / "other.pem").read_text())
    (keys / "mail.txt").write_text("mail-word\n")
    (keys / "wrong.txt").write_text("another-word\n")
    starttls = stand_in.MailServer(port, tls)
    first = stand_in.MailServer(port + 1, tls, True)
    elsewhere = stand_in.MailServer(port + 2, other)
    plain = stand_in.MailServer(port + 3)

    def channel(url, ca, word="mail.txt"):
        trusted = f"ca_file: keys/{ca}, " if ca else ""
        return (f'{{kind: smtp, url: "{url}", from: guatu@office.test, user: guatu, password_file: keys/{word}, {trusted}'
                f"hours: always, people: {{{person}: {person}@office.test}}}}")
    rows = [("starttls", channel(f"smtp://localhost:{port}", "mail-ca.pem"), True),
            ("tls", channel(f"smtps://localhost:{port + 1}", "mail-ca.pem"), True),
            ("not_trusted", channel(f"smtp://localhost:{port}", ""), False),
            ("not_trusted_tls", channel(f"smtps://localhost:{port + 1}", ""), False),
            ("other_host", channel(f"smtp://localhost:{port + 2}", "other-ca.pem"), False),
            ("wrong_password", channel(f"smtp://localhost:{port}", "mail-ca.pem", "wrong.txt"), False),
            ("no_tls_offered", channel(f"smtp://localhost:{port + 3}", "mail-ca.pem"), False)]
    (pathlib.Path(office.data) / "notices.yaml").write_text(
        "channels:\n" + "".join(f"  {name}: {text}\n" for name, text, _ in rows))
    ok = True
    for name, _, arrives in rows:
        done = subprocess.run([office.program, "notice", "test", name, "--to", person, "--data", office.data, "--lang", "en"],
                              env=office.env, capture_output=True, text=True)
        ok &= check(f"mail, {name}: {'arrives' if arrives else 'refused with a sentence'}",
                    (done.returncode == 0) == arrives and (arrives or len(done.stderr) > 30), (done.stdout + done.stderr).strip()[:150])
    ok &= check("one mail each over TLS, after a login", len(starttls.mails) == 1 and len(first.mails) == 1
                and starttls.logins == [True, False] and first.logins == [True], (starttls.logins, first.logins))
    ok &= check("nothing to others", not elsewhere.mails and not elsewhere.logins and not plain.mails, len(plain.mails))
    ok &= check("in the clear only what begins TLS", set(starttls.plain_words + elsewhere.plain_words) <= {"EHLO", "STAR", "QUIT"},
                starttls.plain_words)
    return ok


def wait_for(what, holds, seconds):
    """Looks until it holds; a condition, not a time, ends the wait."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise SystemExit(f"not within {seconds} s: {what}")
        time.sleep(0.05)


def check(what, holds, seen):
    print(f"{'ok  ' if holds else 'FAIL'} {what}: {seen}")
    return holds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--port", type=int, default=9610)
    parser.add_argument("--people", type=int, default=25)
    args = parser.parse_args()
    robots = stand_in.Robots(args.port + 1)
    mail = stand_in.MailServer(args.port + 2)
    robots.lose = 1
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        office = Office(args.program, folder / "data", args.port)
        office.token = re.search(r"gtu_\w+", office.run("token", "add", BOSS, "--title", "t",
                                                        "--scope", "write"))[0]
        # The first start marks where the ledger stands, so that what is there already is no news.
        office.start()
        known = {p["id"]: p["name"] for p in office.ask("/people?limit=200")["items"] if p["is_active"]}
        people = list(known)
        matter = office.ask("/matters?which=open&limit=1")["items"][0]["id"]
        people = [p for p in people if p != BOSS][: args.people]
        office.kill()
        addresses = {p: f"{p}@office.test" for p in people[:5]}
        addresses[people[5]] = "nobody@office.test"
        flow = "{" + ", ".join(f"{k}: {v}" for k, v in addresses.items()) + "}"
        config = (
            CONFIG.format(robots=args.port + 1, mail=args.port + 2, common=COMMON, people=flow))
        ok = encrypted_mail(office, folder, args.port + 3, people[0])
        (folder / "data" / "notices.yaml").write_text(config)
        print(office.run("notice", "test", "wecom", "--to", people[0]).strip())
        office.start()
        for person in people:
            office.ask(f"/matters/{matter}/copies", {"person": person})
        count = lambda name: len(robots.taken.get(name, []))
        wait_for("the first messages", lambda: count("wecom") >= 8, 60)
        office.kill()
        office.start()
        want = len(people)
        wait_for("all by DingTalk", lambda: count("dingtalk") >= want, 180)
        wait_for("all by WeCom", lambda: count("wecom") >= want + 1, 180)
        wait_for("all by Feishu and webhook", lambda: count("feishu") >= want and count("webhook") >= want, 180)
        wait_for("mails", lambda: len(mail.mails) >= 5, 180)
        deliveries = []
        wait_for("what was sent is written down", lambda: not states(office, "waiting"), 60)
        deliveries = states(office, "")
        office.server.send_signal(signal.SIGTERM)
        clean = office.server.wait(20)
        ok &= check("stopped cleanly", clean == 0, clean)
        ok &= check("nothing was too fast", not robots.too_fast, robots.too_fast)
        ok &= check("every request was signed", not robots.wrong, robots.wrong[:1])
        ids = collections.Counter(h["Guatu-Notice-Id"] for _, h, _ in robots.taken["webhook"])
        ok &= check("webhook: an id a person, at least once", len(ids) >= want, dict(messages=sum(ids.values()), ids=len(ids)))
        for name in ("wecom", "dingtalk", "feishu"):
            # A message begins with the name of whom it is for.
            bodies = [b.get("text", b.get("content")) for _, _, b in robots.taken[name]]
            names = {re.split("[：:\n]", b.get("content") or b.get("text"))[0] for b in bodies}
            ok &= check(f"{name}: each person at least once, at most one twice by the kill",
                        names == {known[p] for p in people} and len(bodies) <= want + 2,
                        dict(messages=len(bodies), names=len(names)))
        to = sorted(m[0][0] for m in mail.mails)
        ok &= check("mails, one greylisted before", set(to) == {a for a in addresses.values() if "nobody" not in a}, to)
        read = [email.message_from_bytes(m[1]) for m in mail.mails]
        texts = [m.get_payload(decode=True).decode() for m in read]
        subjects = {str(email.header.make_header(email.header.decode_header(m["Subject"]))) for m in read}
        ok &= check("mails are read by Python's own parser, each with its id",
                    len({m["Message-ID"] for m in read}) == len(read) and all("http://guatu.test/" in t for t in texts),
                    sorted(subjects))
        failed = [d for d in deliveries if d["state"] == "failed"]
        ok &= check("the refused address failed at once, and says so",
                    len(failed) == 1 and failed[0]["person"] == people[5] and failed[0]["tries"] <= 2, failed)
        states_seen = collections.Counter(d["channel"] + " " + d["state"] for d in deliveries)
        print("     deliveries:", dict(states_seen))
    sys.exit(0 if ok else 1)


def states(office, state):
    import sqlite3
    with sqlite3.connect(f"file:{office.data}/notices.db?mode=ro", uri=True) as db:
        rows = db.execute("select channel, person_id, state, tries, error from digests where ? in ('', state)", (state,))
        return [dict(zip(("channel", "person", "state", "tries", "error"), r)) for r in rows]


if __name__ == "__main__":
    main()
