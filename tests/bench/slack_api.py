"""A Web API that says ok to everything at once, run as `python -m tests.bench.slack_api [tls]`; prints its address."""

import datetime
import ipaddress
import ssl
import sys
import tempfile
from pathlib import Path
from typing import Any

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.bench.slack import BOT, CHANNEL, PERSON, TEAM

ANSWERS: dict[str, dict[str, Any]] = {
    "auth.test": {"team_id": TEAM, "team": "Bench", "user_id": BOT, "bot_id": "B_BENCH", "enterprise_id": None},
    "users.info": {
        "user": {
            "id": PERSON,
            "team_id": TEAM,
            "real_name": "Bea",
            "tz": "America/Toronto",
            "locale": "en-CA",
            "is_admin": True,
        }
    },
    "chat.postMessage": {"channel": CHANNEL, "ts": "1.000100"},
    "conversations.open": {"channel": {"id": "D_BENCH"}},
    "conversations.info": {
        "channel": {"id": CHANNEL, "name": "bench", "is_member": True, "is_archived": False, "is_ext_shared": False}
    },
}


async def _answer(request: web.Request) -> web.Response:
    await request.read()
    return web.json_response({"ok": True, **ANSWERS.get(request.match_info["method"], {})})


def serve(*, tls: bool) -> None:
    """Serves on a free port of the loopback address until it is told to stop."""
    app = web.Application()
    app.router.add_route("*", "/api/{method}", _answer)
    certificate = _certificate() if tls else None
    scheme = "https" if tls else "http"
    web.run_app(
        app,
        host="127.0.0.1",
        port=0,
        ssl_context=certificate,
        access_log=None,
        print=lambda text: print(f"{scheme}://127.0.0.1:{_port(text)}/api/", flush=True),  # noqa: T201
    )


def _port(banner: str) -> str:
    return banner.split(":", 2)[2].split()[0].split("\n")[0]


def _certificate() -> ssl.SSLContext:
    """A certificate of our own for the loopback address."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + made.public_bytes(serialization.Encoding.PEM)
        )
        context.load_cert_chain(path)
    return context


if __name__ == "__main__":
    serve(tls="tls" in sys.argv)
