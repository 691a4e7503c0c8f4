//! Whoever reads below [`OneSync`] sees what PostgreSQL would have said with a Sync after every request.

use std::sync::{Arc, Mutex};
use std::task::Waker;

use proptest::prelude::*;

use super::*;

const STARTUP: &[u8] = b"startup";

/// PostgreSQL, as far as the order of its messages goes.
#[derive(Default)]
struct Server {
    signed_in: bool,
    received: BytesMut,
    said: Vec<u8>,
    passing_over: bool,
    undoes: bool,
    syncs: usize,
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
    [&[kind], length.as_slice(), body].concat()
}

impl Server {
    fn hear(&mut self, bytes: &[u8]) {
        self.received.extend_from_slice(bytes);
        if !self.signed_in && self.received == STARTUP {
            self.signed_in = true;
            self.received.clear();
            self.said.extend([message(b'R', b"\0\0\0\0"), message(b'Z', b"I")].concat());
        }
        while let Some((kind, length)) = whole(&self.received).filter(|_| self.signed_in) {
            let heard = self.received.split_to(length);
            let answer = match kind {
                b'S' => {
                    self.passing_over = false;
                    self.syncs += 1;
                    message(b'Z', b"T")
                }
                _ if self.passing_over => continue,
                b'B' if &heard[5..] == b"bad" => {
                    self.passing_over = true;
                    message(b'E', b"bad")
                }
                b'B' => {
                    self.undoes = &heard[5..] == b"late";
                    message(b'2', b"")
                }
                b'E' if self.undoes => message(b'C', b"ROLLBACK\0"),
                b'E' => [message(b'N', b"notice"), message(b'D', &[7; 3000]), message(b'C', b"SELECT 1")].concat(),
                b'P' => message(b'1', b""),
                b'D' => [message(b't', b""), message(b'T', b"")].concat(),
                b'C' => message(b'3', b""),
                b'Q' => [message(b'C', b"ROLLBACK\0"), message(b'Z', b"I")].concat(),
                other => panic!("not expected: {other}"),
            };
            self.said.extend(answer);
        }
    }
}

/// A socket that takes and gives a few bytes at a time.
struct Trickle(Arc<Mutex<Server>>, usize);

impl AsyncWrite for Trickle {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let taken = bytes.len().min(self.1);
        self.0.lock().unwrap().hear(&bytes[..taken]);
        Poll::Ready(Ok(taken))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Trickle {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut server = self.0.lock().unwrap();
        if server.said.is_empty() {
            return Poll::Pending;
        }
        let given = server.said.len().min(self.1).min(into.remaining());
        into.put_slice(&server.said.drain(..given).collect::<Vec<_>>());
        Poll::Ready(Ok(()))
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Sort {
    Run,
    Fail,
    /// A COMMIT of a transaction that had failed before.
    Late,
    Prepare,
    Forget,
    Simple,
    /// Described and run at once: no single message ends its answer.
    Both,
}

fn written(sort: Sort) -> Vec<u8> {
    let sync = message(b'S', b"");
    match sort {
        Sort::Run => [message(b'B', b"good"), message(b'E', b""), sync].concat(),
        Sort::Late => [message(b'B', b"late"), message(b'E', b""), sync].concat(),
        Sort::Fail => [message(b'B', b"bad"), message(b'E', b""), sync].concat(),
        Sort::Prepare => [message(b'P', b"SELECT"), message(b'D', b""), sync].concat(),
        Sort::Forget => [message(b'C', b""), sync].concat(),
        Sort::Simple => message(b'Q', b"ROLLBACK"),
        Sort::Both => {
            [message(b'P', b""), message(b'B', b"good"), message(b'D', b""), message(b'E', b""), sync].concat()
        }
    }
}

/// The kinds of messages with which a request is answered.
fn answer(sort: Sort) -> &'static str {
    match sort {
        Sort::Run => "2NDCZ",
        Sort::Fail => "EZ",
        Sort::Late => "2EZ",
        Sort::Prepare => "1tTZ",
        Sort::Forget => "3Z",
        Sort::Simple => "CZ",
        Sort::Both => "12tTNDCZ",
    }
}

/// What is to be read, and how many Syncs are needed for it.
fn expected(breaths: &[Vec<Sort>]) -> (String, usize) {
    let (mut said, mut syncs) = (String::new(), 0);
    for breath in breaths {
        let mut failed = false;
        for (number, sort) in breath.iter().enumerate() {
            said += if failed && *sort != Sort::Simple { "EZ" } else { answer(*sort) };
            failed |= *sort == Sort::Fail;
            let last = breath.get(number + 1).is_none_or(|next| *next == Sort::Simple) || *sort == Sort::Both;
            syncs += usize::from(last && *sort != Sort::Simple);
            failed &= !last;
        }
    }
    (said, syncs)
}

fn read(stream: &mut OneSync<Trickle>, context: &mut Context<'_>) -> BytesMut {
    let mut found = BytesMut::new();
    loop {
        let mut room = [0; 1000];
        let mut room = ReadBuf::new(&mut room);
        match Pin::new(&mut *stream).poll_read(context, &mut room) {
            Poll::Ready(done) => done.unwrap(),
            Poll::Pending => return found,
        }
        found.extend_from_slice(room.filled());
    }
}

fn sort() -> impl Strategy<Value = Sort> {
    prop_oneof![
        6 => Just(Sort::Run), 2 => Just(Sort::Fail), 1 => Just(Sort::Late), 1 => Just(Sort::Prepare), 1 => Just(Sort::Forget),
        1 => Just(Sort::Simple), 1 => Just(Sort::Both)
    ]
}

proptest! {
    #[test]
    fn every_request_is_answered_and_a_breath_has_one_sync(
        breaths in prop::collection::vec(prop::collection::vec(sort(), 1..7), 0..6), trickle in prop_oneof![1_usize..20, 1_usize..5000],
    ) {
        let server = Arc::new(Mutex::new(Server::default()));
        let mut stream = OneSync::new(Trickle(server.clone(), trickle));
        let mut context = Context::from_waker(Waker::noop());
        let mut found = BytesMut::new();
        for bytes in std::iter::once(vec![STARTUP.to_vec()]).chain(breaths.iter().map(|breath| breath.iter().copied().map(written).collect())) {
            for bytes in bytes {
                prop_assert!(Pin::new(&mut stream).poll_write(&mut context, &bytes).is_ready());
            }
            prop_assert!(Pin::new(&mut stream).poll_flush(&mut context).is_ready());
            found.extend_from_slice(&read(&mut stream, &mut context));
        }
        let mut kinds = String::new();
        while let Some((kind, length)) = whole(&found) {
            kinds.push(char::from(kind));
            found.advance(length);
        }
        let (said, syncs) = expected(&breaths);
        prop_assert_eq!(kinds, format!("RZ{said}"));
        prop_assert_eq!(server.lock().unwrap().syncs, syncs);
        prop_assert!(found.is_empty() && stream.asked.is_empty());
    }
}

#[test]
fn after_a_fatal_error_nothing_is_said_in_postgresqls_place() {
    let mut stream = OneSync::new(());
    stream.signed_in = true;
    stream.written.extend_from_slice(&[written(Sort::Run), written(Sort::Run)].concat());
    stream.pass_written();
    let fatal = message(b'E', b"SFATAL\0VFATAL\0C57P01\0\0");
    stream.incoming.extend_from_slice(&fatal);
    stream.pass_incoming();
    assert_eq!(stream.answers, fatal);
}

#[test]
fn what_is_said_in_postgresqls_place_is_well_formed() {
    for said in [SYNC, READY_IN_TRANSACTION, ABORTED, UNDONE] {
        assert_eq!(whole(said), Some((said[0], said.len())));
    }
}
