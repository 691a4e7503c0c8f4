//! Between tokio-postgres and the socket: statements that leave together share one Sync. tokio-postgres ends each of its
//! requests with a Sync, and PostgreSQL answers every Sync with a write of its own, which wakes us. Here a Sync with
//! another request behind it in the same breath (up to a flush) is left out, and the ReadyForQuery that is waited for
//! in its place is put where that request's answer ends.
//!
//! After an error PostgreSQL passes over everything up to the next Sync. The requests it passed over are answered here
//! with what it would have said to each: that the transaction is aborted (25P02). Inside a transaction nothing else
//! differs; a COMMIT that was passed over was not carried out, so whoever meets an error ends the transaction. A COMMIT that
//! PostgreSQL did carry out on a failed transaction undid it: that is told as an error too, not as a success.

use std::collections::VecDeque;
use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

const SYNC: &[u8] = b"S\0\0\0\x04";
const READY_IN_TRANSACTION: &[u8] = b"Z\0\0\0\x05T";
const ABORTED: &[u8] = b"E\0\0\0\x3eSERROR\0VERROR\0C25P02\0Mthe transaction is aborted already\0\0";
const UNDONE: &[u8] = b"C\0\0\0\x0dROLLBACK\0";
/// How much is taken in at once; PostgreSQL sends 8 KiB at a time.
const CHUNK: usize = 16 * 1024;

/// One request of tokio-postgres, up to its Sync.
struct Request {
    /// The messages of which one ends its answer, when only one kind of them can.
    ends: Option<&'static [u8]>,
    /// Whether its Sync was sent.
    synced: bool,
}

/// The stream below one connection.
pub(super) struct OneSync<S> {
    socket: S,
    /// Whether signing in is over; until then nothing is looked into.
    signed_in: bool,
    /// What was written and still has to be looked into, and what is on its way to the socket.
    written: BytesMut,
    outgoing: BytesMut,
    /// What ends the answer of the request that is being written: nothing yet, or no single kind of message.
    ends: Option<Option<&'static [u8]>>,
    /// Whether the last request's Sync was neither sent nor left out yet.
    sync_due: bool,
    /// Requests without a full answer, oldest first.
    asked: VecDeque<Request>,
    /// What came from the socket and is no whole message yet, and what waits to be read.
    incoming: BytesMut,
    answers: BytesMut,
}

/// The length of the message at the beginning, with its kind.
fn whole(bytes: &[u8]) -> Option<(u8, usize)> {
    let (kind, rest) = bytes.split_first()?;
    let length = u32::from_be_bytes(*rest.first_chunk()?) as usize + 1;
    (bytes.len() >= length).then_some((*kind, length))
}

/// Whether an error ends the connection.
fn is_fatal(error: &[u8]) -> bool {
    error.split(|byte| *byte == 0).any(|field| matches!(field, b"VFATAL" | b"VPANIC"))
}

impl<S> OneSync<S> {
    pub(super) fn new(socket: S) -> Self {
        Self {
            socket,
            signed_in: false,
            written: BytesMut::new(),
            outgoing: BytesMut::new(),
            ends: None,
            sync_due: false,
            asked: VecDeque::new(),
            incoming: BytesMut::new(),
            answers: BytesMut::new(),
        }
    }

    /// Passes on what was written, but for a Sync of which it is not known yet whether it is needed.
    fn pass_written(&mut self) {
        while let Some((kind, length)) = whole(&self.written) {
            let message = self.written.split_to(length);
            if kind == b'S' {
                self.asked.push_back(Request { ends: self.ends.take().flatten(), synced: true });
                self.sync_due = true;
                continue;
            }
            self.settle_sync(matches!(kind, b'P' | b'B' | b'C'));
            let ends: &'static [u8] = match kind {
                b'E' => b"CIs",
                b'D' => b"Tn",
                b'C' => b"3",
                _ => b"",
            };
            if !ends.is_empty() {
                self.ends = Some(if self.ends.is_none() { Some(ends) } else { None });
            }
            if kind == b'Q' {
                self.asked.push_back(Request { ends: None, synced: true });
            }
            self.outgoing.extend_from_slice(&message);
        }
    }

    /// Leaves the last Sync out if another request follows and it can be told where the answer ends; else sends it.
    fn settle_sync(&mut self, another_follows: bool) {
        if !std::mem::take(&mut self.sync_due) {
            return;
        }
        match self.asked.back_mut() {
            Some(request) if another_follows && request.ends.is_some() => request.synced = false,
            _ => self.outgoing.extend_from_slice(SYNC),
        }
    }

    /// Passes on the whole messages that came.
    fn pass_incoming(&mut self) {
        while let Some((kind, length)) = whole(&self.incoming) {
            let message = self.incoming.split_to(length);
            // Only simple statements undo something on purpose: this COMMIT met a transaction that had failed before.
            let undone = message == UNDONE && self.asked.front().is_some_and(|request| request.ends.is_some());
            self.answers.extend_from_slice(if undone { ABORTED } else { &message });
            match kind {
                b'Z' if !self.signed_in => self.signed_in = true,
                b'Z' => drop(self.asked.pop_front()),
                // After a fatal error nothing comes any more; the end of the connection says so to everybody.
                b'E' if self.signed_in && !is_fatal(&message) => self.pass_over(),
                _ => {
                    let ended = |request: &mut Request| {
                        !request.synced && request.ends.is_some_and(|ends| ends.contains(&kind))
                    };
                    if self.asked.pop_front_if(ended).is_some() {
                        self.answers.extend_from_slice(READY_IN_TRANSACTION);
                    }
                }
            }
        }
    }

    /// Answers in PostgreSQL's place, after an error, up to the request whose Sync was sent: that it answers itself.
    fn pass_over(&mut self) {
        while self.asked.pop_front_if(|request| !request.synced).is_some() {
            self.answers.extend_from_slice(READY_IN_TRANSACTION);
            self.answers.extend_from_slice(ABORTED);
        }
    }
}

impl<S: AsyncWrite + Unpin> OneSync<S> {
    fn poll_send(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.outgoing.is_empty() {
            let sent = ready!(Pin::new(&mut self.socket).poll_write(context, &self.outgoing))?;
            if sent == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.outgoing.advance(sent);
        }
        Pin::new(&mut self.socket).poll_flush(context)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for OneSync<S> {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.signed_in {
            this.written.extend_from_slice(bytes);
            this.pass_written();
        } else {
            this.outgoing.extend_from_slice(bytes);
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.settle_sync(false);
        this.poll_send(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.settle_sync(false);
        ready!(this.poll_send(context))?;
        Pin::new(&mut this.socket).poll_shutdown(context)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for OneSync<S> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        while this.answers.is_empty() {
            let mut chunk = [const { MaybeUninit::uninit() }; CHUNK];
            let mut chunk = ReadBuf::uninit(&mut chunk);
            ready!(Pin::new(&mut this.socket).poll_read(context, &mut chunk))?;
            if chunk.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            this.incoming.extend_from_slice(chunk.filled());
            this.pass_incoming();
        }
        let length = into.remaining().min(this.answers.len());
        into.put_slice(&this.answers.split_to(length));
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests;
