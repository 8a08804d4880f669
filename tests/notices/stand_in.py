#!/usr/bin/env python3
"""Stand-ins for what notices are sent to, on the loopback: robots that enforce the published limits and signatures, a
webhook that loses answers, a mail server. For tests/notices/run.py; each keeps what it took in a list.

Robots answer as the vendors' do: 200 with a code. WeCom 20 a minute (45009); DingTalk 20 a minute, then closed for
CLOSED seconds (130101), and a signature not older than an hour (310000); Feishu 5 a second (11232), a signature (19021)."""

import base64
import hashlib
import hmac
import json
import socketserver
import ssl
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CLOSED = 600


def sign(key, text):
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


class Robots(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), Handler)
        self.lock = threading.Lock()
        self.taken = {}  # path: [(time, headers, body)]
        self.too_fast = {}
        self.wrong = []
        self.asked = {}
        self.closed_until = {}
        self.lose = 0  # so many webhooks are taken, and answered with 500
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def within(self, name, count, seconds):
        """False: too fast. Counts every request, also those that are refused."""
        s = self.server
        now = time.monotonic()
        times = [t for t in s.asked.get(name, []) if t > now - seconds] + [now]
        s.asked[name] = times
        if len(times) > count:
            s.too_fast[name] = s.too_fast.get(name, 0) + 1
            return False
        return True

    def do_POST(self):
        s = self.server
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        body = json.loads(raw)
        with s.lock:
            status, answer = getattr(self, url.path.strip("/"))(query, body, raw)
            if answer.get("errcode", answer.get("code")) == 0:
                s.taken.setdefault(url.path.strip("/"), []).append((time.monotonic(), dict(self.headers), body))
        self.reply(status, answer)

    def wecom(self, query, body, raw):
        if query.get("key") != "wecom-key" or len(body["text"]["content"].encode()) > 2048:
            self.server.wrong.append(("wecom", query, body))
            return 200, {"errcode": 93000, "errmsg": "invalid webhook url"}
        if not self.within("wecom", 20, 60):
            return 200, {"errcode": 45009, "errmsg": "api freq out of limit"}
        return 200, {"errcode": 0, "errmsg": "ok"}

    def dingtalk(self, query, body, raw):
        stamp = query.get("timestamp", "0")
        fits = query.get("sign") == sign("ding-secret", stamp + "\nding-secret")
        if query.get("access_token") != "ding-token" or not fits or abs(time.time() * 1000 - int(stamp)) > 3_600_000:
            self.server.wrong.append(("dingtalk", query, body))
            return 200, {"errcode": 310000, "errmsg": "sign not match"}
        now = time.monotonic()
        if not self.within("dingtalk", 20, 60):
            self.server.closed_until["dingtalk"] = now + CLOSED
        if now < self.server.closed_until.get("dingtalk", 0):
            return 200, {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}
        return 200, {"errcode": 0, "errmsg": "ok"}

    def feishu(self, query, body, raw):
        stamp = body.get("timestamp", "0")
        if body.get("sign") != sign(stamp + "\nfei-secret", "") or abs(time.time() - int(stamp)) > 3600 or len(raw) > 20480:
            self.server.wrong.append(("feishu", query, body))
            return 200, {"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}
        if not self.within("feishu", 5, 1):
            return 200, {"code": 11232, "msg": "frequency limited"}
        return 200, {"code": 0, "msg": "success"}

    def webhook(self, query, body, raw):
        stamp = self.headers["Guatu-Timestamp"]
        want = hmac.new(b"hook-secret", stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()
        if self.headers["Guatu-Signature"] != "sha256=" + want or self.headers["Guatu-Notice-Id"] != body["id"]:
            self.server.wrong.append(("webhook", query, body))
            return 403, {"code": 1}
        if self.server.lose > 0:
            self.server.lose -= 1
            return 500, {"code": 0}
        return 200, {"code": 0}


class MailServer(socketserver.ThreadingTCPServer):
    """Says no to nobody@…, and once 451 to the first mail. With `tls` (an SSLContext) it speaks STARTTLS, or TLS from the
    first byte when `is_tls_first`, and takes mail from nobody who did not log in over it as guatu / mail-word."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port, tls=None, is_tls_first=False):
        super().__init__(("127.0.0.1", port), MailHandler)
        self.mails = []
        self.tls, self.is_tls_first = tls, is_tls_first
        self.plain_words = []  # what came in the clear
        self.logins = []
        self.greylist = 0 if tls else 1
        threading.Thread(target=self.serve_forever, daemon=True).start()


class MailHandler(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def encrypt(self):
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)

    def handle(self):
        try:
            self.talk()
        except (ssl.SSLError, ConnectionError):
            pass  # Whoever does not trust the certificate hangs up.

    def talk(self):
        s = self.server
        is_safe = s.is_tls_first
        if is_safe:
            self.encrypt()
        self.say("220 stand-in")
        to, is_known = [], not s.tls
        while line := self.rfile.readline():
            word = line.decode().strip()
            verb = word[:4].upper()
            if not is_safe and s.tls:
                s.plain_words.append(verb)
            if verb == "EHLO" and s.tls:
                self.wfile.write(b"250-stand-in\r\n250 " + (b"AUTH PLAIN\r\n" if is_safe else b"STARTTLS\r\n"))
            elif verb == "STAR" and s.tls and not is_safe:
                self.say("220 go on")
                self.encrypt()
                is_safe = True
            elif verb == "AUTH":
                words = word.split(" ")
                if len(words) < 3:
                    self.say("334 ")
                    words.append(self.rfile.readline().decode().strip())
                is_known = base64.b64decode(words[2]) == b"\0guatu\0mail-word"
                s.logins.append(is_known)
                self.say("235 welcome" if is_known else "535 no")
            elif verb in ("MAIL", "RCPT", "DATA") and not is_known:
                self.say("530 log in first")
            elif verb in ("EHLO", "HELO"):
                self.say("250 stand-in")
            elif verb == "RCPT":
                if "nobody@" in word:
                    self.say("550 no such user")
                elif self.server.greylist:
                    self.server.greylist -= 1
                    self.say("451 come back later")
                else:
                    to.append(word[8:].strip("<> "))
                    self.say("250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                lines = []
                while (text := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(text)
                self.server.mails.append((to, b"".join(lines)))
                to = []
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")
