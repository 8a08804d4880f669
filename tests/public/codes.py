#!/usr/bin/env python3
"""One-time codes of a real `guatu serve` arrive at a mail server and a gateway for short messages on this machine
(tests/notices/stand_in.py); an order is taken with the code and not without; no code stands in a log or an answer.

  tests/public/codes.py build/dev/guatu [--port 9620]

Takes some 5 s. Exits 0 when all holds; prints what was seen."""

import argparse
import email
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "notices"))
import stand_in  # noqa: E402

NOTICES = """
demo: true
channels:
  post: {{kind: smtp, url: "smtp://127.0.0.1:{mail}", from: window@office.test}}
  sms: {{kind: webhook, url: "http://127.0.0.1:{robots}/webhook", secret_env: HOOK_SECRET}}
"""
FIELDS = {"title": "换灯泡", "kind": "repair", "urgent": False}


class Window:
    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}/api/v1/public"
        self.answers = []

    def ask(self, path, body=None, key=None):
        headers = {"Content-Type": "application/json", "Accept-Language": "en"}
        if key:
            headers["Idempotency-Key"] = key
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url + path, data, headers)) as answer:
                text, status = answer.read().decode(), answer.status
        except urllib.error.HTTPError as refused:
            text, status = refused.read().decode(), refused.code
        self.answers.append(text)
        return status, json.loads(text)

    def proof(self):
        c = self.ask("/challenge")[1]
        n = 0
        while int.from_bytes(hashlib.sha256(f"{c['nonce']}.{n}".encode()).digest()[:4], "big") >> (32 - c["difficulty"]):
            n += 1
        return {"nonce": c["nonce"], "answer": str(n)}

    def code(self, contact):
        return self.ask("/codes", {"contact": contact, **self.proof()})

    def order(self, contact, key=None, **more):
        return self.ask("/matters", {"playbook": "order", "fields": {**FIELDS, "contact": contact}, **self.proof(), **more},
                        key or uuid.uuid4().hex)


def check(what, holds, seen):
    print(f"{'ok  ' if holds else 'FAIL'} {what}: {seen}")
    return holds


def serve(program, data, port):
    log = open(data / "serve.log", "a")
    server = subprocess.Popen([program, "serve", "--data", str(data), "--listen", f"127.0.0.1:{port}"],
                              env=dict(os.environ, HOOK_SECRET="hook-secret"), stdout=subprocess.PIPE, stderr=log, text=True)
    return server, server.stdout.readline()


def last_mail(mail):
    return email.message_from_bytes(mail.mails[-1][1]).get_payload(decode=True).decode()


def run(window, robots, mail):
    """The two channels, one after the other. @return whether all held, and the codes that were sent"""
    codes = []
    ok = check("the form says what is confirmed", window.ask("/offers")[1]["offers"][0]["confirms"] == ["mail", "phone"], "")
    status, said = window.code("li@home.test")
    ok &= check("a mail server that says 451 is no success", (status, said["key"]) == (503, "public.code_not_sent"), said["detail"])
    status, said = window.code("nobody@home.test")
    ok &= check("an address that it refuses is named", said["key"] == "public.code_refused", said["detail"])
    status, sent = window.code("li@home.test")
    text = last_mail(mail)
    codes += re.findall(r"\b\d{6}\b", text)
    ok &= check("a mail", status == 201 and len(codes) == 1 and mail.mails[-1][0] == ["li@home.test"], text.replace(codes[0], "******"))
    ok &= check("no order without it", window.order("li@home.test")[1]["key"] == "public.confirm", "public.confirm")
    key, proof = uuid.uuid4().hex, {"confirmation": sent["confirmation"], "confirmation_code": codes[0]}
    status, receipt = window.order("li@home.test", key, **proof)
    ok &= check("an order with it", status == 201, receipt.get("number"))
    ok &= check("the same again is the same", window.order("li@home.test", key, **proof)[1] == receipt, "")
    ok &= check("no second order", window.order("li@home.test", **proof)[1]["key"] == "public.code_over", "public.code_over")
    robots.lose = 1
    status, said = window.code("+86 138 0000 1234")
    ok &= check("a gateway that says 500 is no success", said["key"] == "public.code_not_sent", said["detail"])
    status, sent = window.code("+86 138 0000 1234")
    _, headers, body = robots.taken["webhook"][-1]
    codes.append(body["code"])
    ok &= check("a short message, signed", status == 201 and body["address"] == "13800001234" and not robots.wrong, sorted(body))
    status, receipt = window.order("13800001234", confirmation=sent["confirmation"], confirmation_code=codes[-1])
    ok &= check("an order with it", status == 201, receipt.get("number"))
    ok &= check("words around a number are refused", window.code("tel 13800001234")[1]["key"] == "public.contact", "public.contact")
    return ok, codes


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--port", type=int, default=9620)
    args = parser.parse_args()
    robots, mail = stand_in.Robots(args.port + 1), stand_in.MailServer(args.port + 2)
    with tempfile.TemporaryDirectory() as folder:
        data = pathlib.Path(folder) / "data"
        subprocess.run([args.program, "demo", "--data", str(data)], check=True, capture_output=True)
        (data / "notices.yaml").write_text(NOTICES.format(robots=args.port + 1, mail=args.port + 2))
        with open(data / "public.yaml", "a") as config:
            config.write("codes: {mail: post, phone: fax}\n")
        server, _ = serve(args.program, data, args.port)
        ok = check("a channel that is not there stops the start", server.wait(20) == 2, (data / "serve.log").read_text().strip())
        (data / "public.yaml").write_text((data / "public.yaml").read_text().replace("fax", "sms"))
        server, _ = serve(args.program, data, args.port)
        window = Window(args.port)
        held, codes = run(window, robots, mail)
        ok &= held
        server.terminate()
        ok &= check("stopped cleanly", server.wait(20) == 0, "")
        said = (data / "serve.log").read_text() + "".join(window.answers)
        tables = "".join(p.read_bytes().decode("latin-1") for p in data.rglob("*.db*"))
        # Six digits stand in many a number; a code would stand alone.
        told = [c for c in codes if re.search(rf"(?<![\w.]){c}(?!\w)", said)]
        ok &= check("no code stands in the log or an answer", not told, f"{len(said)} characters looked at")
        ok &= check("no address stands there or in a table", "li@home.test" not in said + tables, f"{len(tables)} bytes looked at")
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
