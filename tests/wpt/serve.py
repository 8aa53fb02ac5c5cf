"""Serves a checkout of web-platform-tests on two loopback ports, and texts that are no files there.

Reads one line of JSON (see server.js) from standard input, prints the ports, ends when standard input does.
"""

import json
import logging
import sys

from wptserve import handlers, routes
from wptserve.config import ConfigBuilder
from wptserve.pipes import resolve_content
from wptserve.server import WebTestHttpd

SUBDOMAINS = {"www", "www1", "www2", "élève", "天気の良い日"}
ADDRESS = "127.0.0.1"


def main():
    job = json.loads(sys.stdin.readline())
    logging.disable(logging.WARNING)
    builder = ConfigBuilder(
        logging.getLogger(),
        subdomains=SUBDOMAINS,
        browser_host=job["host"],
        alternate_hosts={"alt": "alt." + job["host"]},
        server_host=ADDRESS,
        doc_root=job["root"],
        ports={"http": ["auto", "auto"]},
    )
    with builder as config:
        ports = config["ports"]["http"]
        for port in ports:
            WebTestHttpd(
                host=ADDRESS, port=port, doc_root=job["root"], routes=routes_for(job), config=config
            ).start()
        print(json.dumps(ports), flush=True)
        sys.stdin.read()


def routes_for(job):
    serve = handlers.handler(server_of(job["texts"], job["folder"], job["prelude"]))
    own = [("GET", path, serve) for path in job["texts"]]
    folder = [("GET", job["folder"] + "*." + kind, serve) for kind in ("htm", "html", "js")]
    return own + folder + routes.routes


def server_of(texts, folder, prelude):
    """A handler for the texts and for files; whatever lies in the folder runs the script `prelude` first."""

    def serve(request, response):
        path = request.url_parts.path
        if path in texts:
            kind = "text/html" if path.endswith(".html") else "text/javascript"
            response.headers.set("Content-Type", kind + "; charset=utf-8")
            response.content = texts[path]
        else:
            handlers.file_handler(request, response)
        if prelude and path.startswith(folder):
            response.content = with_prelude(path, resolve_content(response), prelude)

    return serve


def with_prelude(path, content, prelude):
    if path.endswith((".any.js", ".window.js")):
        return content  # loaded by a document or a worker's script, which has run the prelude
    if path.endswith(".js"):
        return prelude["text"].encode() + b"\n" + content
    # Right behind the doctype it is the first script of every document.
    start = content.find(b">") + 1 if content[:9].lower() == b"<!doctype" else 0
    script = '<script src="%s"></script>' % prelude["path"]
    return content[:start] + script.encode() + content[start:]


if __name__ == "__main__":
    main()
