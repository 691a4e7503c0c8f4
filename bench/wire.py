"""Stands between a program and PostgreSQL's socket and counts, on the wire, what the tenant door does: round trips (the
client speaks after the server has spoken) and messages that carry statements. What the service sends behind another door for
all at once counts as well: looks at who comes in, lines about what was read, waits for the disk. For a counting pass, never
for timing."""

import contextlib
import selectors
import socket
import struct
import threading

from server import PORT

# A connection behind no other door that is counted prepares one of these; in a count only those that serve all at once do.
FOR_ALL = (b'FROM "standings"', b'INSERT INTO "audit_events"', b"pg_logical_emit_message")
NOT_A_SESSION = {80877102: "cancel", 80877103: "TLS", 80877104: "GSS"}


class Flow:
    """One direction's bytes, cut into messages."""

    def __init__(self, opens):
        self.rest, self.opens = b"", opens

    def messages(self, data):
        self.rest += data
        while len(self.rest) >= 5:
            start = 0 if self.opens else 1
            length = struct.unpack_from("!i", self.rest, start)[0] + start
            if len(self.rest) < length:
                return
            message, self.rest = self.rest[:length], self.rest[length:]
            if self.opens:
                self.opens = struct.unpack_from("!i", message, 4)[0] in NOT_A_SESSION
                yield "startup", message
            else:
                yield chr(message[0]), message


class Wire:
    def __init__(self, upstream, folder, role):
        self.upstream, self.role = str(upstream / f".s.PGSQL.{PORT}"), b"user\0" + role.encode() + b"\0"
        self.path = folder / f".s.PGSQL.{PORT}"
        self.path.unlink(missing_ok=True)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.path))
        self.listener.listen(64)
        self.round_trips = self.messages = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client):
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.upstream)
        flow, counted, asked = Flow(opens=True), False, False
        # Whoever ends the connection ends this as well.
        with contextlib.suppress(ConnectionError), client, server, selectors.DefaultSelector() as ready:
            ready.register(client, selectors.EVENT_READ)
            ready.register(server, selectors.EVENT_READ)
            while True:
                for key, _ in ready.select():
                    data = key.fileobj.recv(65536)
                    if not data:
                        return
                    if key.fileobj is server:
                        asked = False
                        client.sendall(data)
                        continue
                    for kind, message in flow.messages(data):
                        if kind == "startup":
                            counted = counted or self.role in message
                        elif kind == "P":
                            counted = counted or any(statement in message for statement in FOR_ALL)
                        elif counted and kind in "QE":
                            self.messages += 1
                    if counted and not asked:
                        self.round_trips += 1
                        asked = True
                    server.sendall(data)

    def close(self):
        self.listener.close()
        self.path.unlink(missing_ok=True)
