"""A stand-in for the Hugging Face hub: what uploading a folder and fetching a snapshot ask of it, in memory."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

Files = dict[str, bytes]


class Hub(ThreadingHTTPServer):
    """Repositories with branches, whose commits hold whole files; it takes any token, but asks for one to write."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.branches: dict[str, dict[str, str]] = {}  # repository → branch → commit
        self.commits: dict[str, Files] = {}
        self.private: set[str] = set()
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        """What ``HF_ENDPOINT`` is set to."""
        return f"http://127.0.0.1:{self.server_port}"

    def commit(self, repository: str, branch: str, files: Files) -> str:
        """A new commit at the head of a branch."""
        sha = hashlib.sha1(repr((repository, branch, len(self.commits))).encode()).hexdigest()
        self.commits[sha] = files
        self.branches[repository][branch] = sha
        return sha

    def files(self, repository: str, branch: str = "main") -> Files:
        """Those at the head of a branch."""
        return self.commits[self.branches[repository][branch]]


@contextmanager
def serving() -> Iterator[Hub]:
    """A hub that answers until the block ends."""
    with Hub() as hub:
        Thread(target=hub.serve_forever, args=(0.01,), daemon=True).start()
        yield hub
        hub.shutdown()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Hub

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def answer(self, code: int, body: Any = b"", **headers: str) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(code)
        headers = {"Content-Length": str(len(raw)), "Content-Type": "application/json", **headers}
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(raw)

    def refuse(self, code: int, kind: str) -> None:
        self.answer(code, {"error": kind}, X_Error_Code=kind, X_Error_Message=kind)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.server.asked.append(f"{self.command} {path}")
        match = re.fullmatch(r"/api/models/([^/]+/[^/]+)(?:/(revision|tree)/([^/]+))?", path) or re.fullmatch(
            r"/([^/]+/[^/]+)/(resolve)/([^/]+)/(.+)", path
        )
        if match is None or match[1] not in self.server.branches:
            return self.refuse(404, "RepoNotFound")
        revision = match[3] or "main"
        sha = self.server.branches[match[1]].get(revision, revision)
        files = self.server.commits.get(sha)
        if files is None:
            return self.refuse(404, "RevisionNotFound")
        if match[2] == "tree":
            return self.answer(
                200, [{"type": "file", "path": n, "size": len(f), "oid": _oid(f)} for n, f in files.items()]
            )
        if match[2] != "resolve":
            siblings = [{"rfilename": name, "size": len(file)} for name, file in files.items()]
            return self.answer(200, {"id": match[1], "sha": sha, "private": False, "tags": [], "siblings": siblings})
        if match[4] not in files:
            return self.refuse(404, "EntryNotFound")
        file = files[match[4]]
        return self.answer(200, file, ETag=f'"{_oid(file)}"', X_Repo_Commit=sha, Accept_Ranges="none")

    def do_POST(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.server.asked.append(f"POST {path}")
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.headers.get("Authorization"):
            return self.refuse(401, "Unauthorized")
        if path == "/api/validate-yaml":
            return self.answer(200, {"errors": [], "warnings": []})
        if path == "/api/repos/create":
            asked = json.loads(raw)
            name = f"{asked['organization']}/{asked['name']}"
            code = 409 if name in self.server.branches else 200
            if code == 200:
                self.server.branches[name] = {}
                self.server.commit(name, "main", {".gitattributes": b""})
                if asked.get("private") or asked.get("visibility") == "private":
                    self.server.private.add(name)
            return self.answer(code, {"url": f"{self.server.address}/{name}", "name": name, "id": name})
        match = re.fullmatch(r"/api/models/([^/]+/[^/]+)/(branch|preupload|commit)/([^/]+)", path)
        if match is None or match[1] not in self.server.branches:
            return self.refuse(404, "RepoNotFound")
        name, what, revision = match.groups()
        if what == "branch":
            self.server.branches[name].setdefault(revision, self.server.branches[name]["main"])
            return self.answer(200, {})
        if what == "preupload":
            plain = [
                {"path": file["path"], "uploadMode": "regular", "shouldIgnore": False}
                for file in json.loads(raw)["files"]
            ]
            return self.answer(200, {"files": plain})
        files = dict(self.server.files(name, revision))
        for line in map(json.loads, raw.splitlines()):
            value = line["value"]
            if line["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "deletedFile":
                files.pop(value["path"])
        sha = self.server.commit(name, revision, files)
        url = f"{self.server.address}/{name}/commit/{sha}"
        return self.answer(200, {"success": True, "commitOid": sha, "commitUrl": url})


def _oid(file: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(file) + file).hexdigest()
