//! Whether a PDF openly runs something or carries other files. Names are looked for in the file itself and in its object
//! streams, which most programs write compressed. This keeps plain traps out, and is no virus scanner.

use std::io::Read;

use flate2::read::ZlibDecoder;

/// What all object streams of a file may unpack to, in bytes, those that fail to unpack as well; more is a bomb.
const UNPACKED: usize = 64 * 1024 * 1024;

/// What a stream that fails to unpack counts beside what was seen of it: the decoder keeps its last window to itself.
const WINDOW: usize = 64 * 1024;

/// How much of a stream is read to see what it begins with; its table of codes is shorter.
const BEGIN: usize = 4096;

/// How many streams are looked at; a file of ten MiB with more of them is made to keep us busy.
const STREAMS: usize = 20_000;

/// Names that run something, send something or carry other files, whatever their value is.
const ACTIVE: [&[u8]; 8] =
    [b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"XFA", b"SubmitForm", b"ImportData"];

/// Names so short that compressed pictures have them by chance: they count with a value of their kind behind them.
const SHORT: [&[u8]; 2] = [b"JS", b"EF"];

/// What was found in a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Plain,
    Active,
    /// Objects are packed so that they can't be looked at.
    Hidden,
}

/// Looks into a PDF and its object streams.
pub(super) fn look(content: &[u8]) -> Look {
    look_within(content, UNPACKED)
}

fn look_within(content: &[u8], mut left: usize) -> Look {
    if is_active(content) {
        return Look::Active;
    }
    let mut first = 0;
    for (number, at) in stream_starts(content).enumerate() {
        let own = before_stream(content.get(first..at).unwrap_or_default());
        first = at;
        let announced = names(own).any(|(name, _)| name == b"ObjStm");
        if number >= STREAMS || (announced && hides_its_form(own)) {
            return Look::Hidden;
        }
        let packed = content.get(at..).unwrap_or_default();
        if !announced && !begins_like_objects(packed) {
            continue;
        }
        let Unpacked { objects, cost } = unpack(packed, left);
        left = left.saturating_sub(cost);
        match objects {
            Some(objects) if is_active(&objects) => return Look::Active,
            // Too much of them: the rest is not looked into.
            _ if left == 0 => return Look::Hidden,
            // Something else than objects.
            Some(objects) if announced && !is_begin(&objects) => return Look::Hidden,
            None if announced => return Look::Hidden,
            _ => {}
        }
    }
    let rest = before_stream(content.get(first..).unwrap_or_default());
    if names(rest).any(|(name, _)| name == b"ObjStm") { Look::Hidden } else { Look::Plain }
}

/// What stands between the end of a stream and the next one: its dictionary, with the plain objects before it.
fn before_stream(part: &[u8]) -> &[u8] {
    const END: &[u8] = b"endstream";
    let end = part.windows(END.len()).position(|word| word == END);
    end.and_then(|at| part.get(at..)).unwrap_or(part)
}

/// Whether packed objects are written in another form than plain zlib: with a predictor, or by several filters.
fn hides_its_form(dictionary: &[u8]) -> bool {
    const OTHERS: [&[u8]; 11] = [
        b"DecodeParms",
        b"DP",
        b"Crypt",
        b"LZWDecode",
        b"LZW",
        b"ASCIIHexDecode",
        b"AHx",
        b"ASCII85Decode",
        b"A85",
        b"RunLengthDecode",
        b"RL",
    ];
    let zlibs = names(dictionary).filter(|(name, _)| name == b"FlateDecode" || name == b"Fl").count();
    zlibs > 1 || names(dictionary).any(|(name, _)| OTHERS.contains(&name.as_slice()))
}

/// Where the content of each stream begins.
fn stream_starts(content: &[u8]) -> impl Iterator<Item = usize> {
    const WORD: &[u8] = b"stream";
    content.windows(WORD.len()).enumerate().filter(|(_, part)| *part == WORD).filter_map(|(at, _)| {
        let ends = at.checked_sub(3).and_then(|from| content.get(from..at)).is_some_and(|before| before == b"end");
        let after = at + WORD.len();
        let line = match (content.get(after), content.get(after + 1)) {
            (Some(b'\r'), Some(b'\n')) => 2,
            (Some(b'\n' | b'\r'), _) => 1,
            _ => return None,
        };
        Some(after + line).filter(|_| !ends)
    })
}

/// Whether something unpacks to what an object stream begins with: numbers, or a remark before them.
fn begins_like_objects(packed: &[u8]) -> bool {
    if packed.first().is_none_or(|byte| byte & 0x0f != 8) {
        return false;
    }
    let mut start = [0_u8; 64];
    // Not all of it: packed emptiness would keep us busy for as long as it lasts.
    match ZlibDecoder::new(packed.get(..BEGIN).unwrap_or(packed)).read(&mut start) {
        Ok(read @ 1..) => is_begin(start.get(..read).unwrap_or_default()),
        // Nothing came out of so much: unpacking it tells, and is counted.
        Ok(0) | Err(_) => packed.len() > BEGIN,
    }
}

fn is_begin(objects: &[u8]) -> bool {
    let begin = objects.iter().find(|byte| !byte.is_ascii_whitespace());
    begin.is_some_and(|byte| byte.is_ascii_digit() || *byte == b'%')
}

/// What came of unpacking a stream.
struct Unpacked {
    /// What it holds, cut off where too much of it came; `None` when it is not whole.
    objects: Option<Vec<u8>>,
    /// The bytes that went in or came out, whichever are more: also of what is not whole.
    cost: usize,
}

/// Unpacks zlib up to its end, and no more than so many bytes.
fn unpack(packed: &[u8], most: usize) -> Unpacked {
    let mut plain = Vec::new();
    let mut decoder = ZlibDecoder::new(packed).take(u64::try_from(most).unwrap_or(u64::MAX));
    let whole = decoder.read_to_end(&mut plain).is_ok();
    let seen = decoder.get_ref().total_in().max(decoder.get_ref().total_out());
    let seen = usize::try_from(seen).unwrap_or(usize::MAX);
    if whole {
        Unpacked { objects: Some(plain), cost: seen }
    } else {
        Unpacked { objects: None, cost: seen.saturating_add(WINDOW) }
    }
}

fn is_active(content: &[u8]) -> bool {
    names(content)
        .any(|(name, value)| ACTIVE.contains(&name.as_slice()) || (SHORT.contains(&name.as_slice()) && is_value(value)))
}

/// Whether a text, a dictionary, a reference or a remark follows.
fn is_value(rest: &[u8]) -> bool {
    let next = rest.iter().find(|byte| !byte.is_ascii_whitespace() && **byte != 0);
    next.is_some_and(|byte| byte.is_ascii_digit() || b"(<%+".contains(byte))
}

/// The names in a PDF, with their `#xx` written out, each with what follows it.
fn names(content: &[u8]) -> impl Iterator<Item = (Vec<u8>, &[u8])> {
    let slashes = content.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    slashes.map(|(at, _)| {
        let rest = content.get(at + 1..).unwrap_or_default();
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b"()<>[]{}/%\0".contains(byte);
        let length = rest.iter().take(64).position(ends).unwrap_or_else(|| rest.len().min(64));
        let (name, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        (decoded(name), after)
    })
}

/// A name with its `#xx` written out.
fn decoded(name: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| *first == b'#').and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                plain.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                plain.push(*first);
                rest = after;
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn packed(content: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).expect("packs");
        encoder.finish().expect("packs")
    }

    fn with_stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
        let begin = format!("%PDF-1.7\n4 0 obj\n<< {dictionary} /Length {} >>\nstream\r\n", content.len());
        [begin.as_bytes(), content, b"\nendstream\nendobj\n%%EOF"].concat()
    }

    #[test]
    fn a_document_that_runs_or_carries_something_is_active() {
        for part in [
            "<< /OpenAction << /S /JavaScript /JS (x) >> >>",
            "<< /Type /EmbeddedFile >>",
            "<< /S /J#61vaScript /JS\n<00> >>",
            "<< /Names << /EmbeddedFiles 3 0 R >> >>",
            "<< /Type /Filespec /F (a.exe) /EF << /F 4 0 R >> >>",
            "<< /A << /S /SubmitForm /F (https://evil.example) >> >>",
            "<< /A<</S/ImportData/F(a.fdf)>> >>",
        ] {
            assert_eq!(look(format!("%PDF-1.7\n{part}").as_bytes()), Look::Active, "{part}");
        }
        for part in ["<< /JSON true /Names 1 >>", "<< /EFX 1 >>", "\u{1}/EF\u{0}\u{1}"] {
            assert_eq!(look(format!("%PDF-1.7\n{part}").as_bytes()), Look::Plain, "{part}");
        }
    }

    #[test]
    fn what_is_packed_in_object_streams_is_looked_at() {
        let plain = packed(b"5 0 6 20 << /Type /Page >> << /Type /Catalog >>");
        let attached = packed(b"5 0 6 20 << /Type /Page >> << /Names << /EmbeddedFiles 7 0 R >> >>");
        let dictionary = "/Type /ObjStm /N 2 /First 9 /Filter /FlateDecode";
        assert_eq!(look(&with_stream(dictionary, &plain)), Look::Plain);
        assert_eq!(look(&with_stream(dictionary, &attached)), Look::Active);
        // However its name is written, and without one.
        assert_eq!(look(&with_stream("/Type /Obj#53tm /Filter /FlateDecode", &attached)), Look::Active);
        assert_eq!(look(&with_stream("/Filter /FlateDecode", &attached)), Look::Active);
        // A page's text may speak of such things; long enough to be packed and not merely put in an envelope.
        let text = packed(&b"BT (Zet /EmbeddedFiles uit) Tj ET ".repeat(20));
        assert_eq!(look(&with_stream("/Filter /FlateDecode", &text)), Look::Plain);
    }

    #[test]
    fn what_can_not_be_looked_at_is_hidden() {
        let plain = packed(b"5 0 << /Type /Page >>");
        assert_eq!(look(&with_stream("/Type /ObjStm /Filter /FlateDecode", b"sealed by a password")), Look::Hidden);
        assert_eq!(look(&with_stream("/Type /ObjStm /Filter /LZWDecode", &plain)), Look::Hidden);
        let predicted = "/Type /ObjStm /Filter /FlateDecode /DecodeParms << /Predictor 12 >>";
        assert_eq!(look(&with_stream(predicted, &plain)), Look::Hidden);
        let twice = packed(&plain);
        assert_eq!(look(&with_stream("/Type /ObjStm /Filter [/FlateDecode /FlateDecode]", &twice)), Look::Hidden);
        assert_eq!(look(b"%PDF-1.7\n4 0 obj\n<< /Type /ObjStm >>\n%%EOF"), Look::Hidden);
        let large = packed(&[b"5 0 ".as_slice(), &[b' '; 2000]].concat());
        let large = with_stream("/Type /ObjStm /Filter /FlateDecode", &large);
        assert_eq!((look_within(&large, 1000), look_within(&large, 3000)), (Look::Hidden, Look::Plain));
    }

    #[test]
    fn streams_that_fail_to_unpack_use_up_what_may_be_unpacked() {
        // A hundred streams, each inside the one before it: a stored 5, the stored start of the next stream, and so on to
        // one common end, whose checksum is right for none of them.
        let start = b"stream\n\x78\x01";
        let stored = [b"\x00\x01\x00\xfe\xff5".as_slice(), b"\x00\x09\x00\xf6\xff"].concat();
        let end = [b"\x01\x88\x13\x77\xec".as_slice(), &[b' '; 5000]].concat();
        let chain = [start.as_slice(), &stored].concat().repeat(100);
        let content = [b"%PDF-1.7\n".as_slice(), &chain, b"123456789", &end, b"none\n%%EOF"].concat();
        assert_eq!(look_within(&content, 150 * WINDOW), Look::Plain);
        assert_eq!(look_within(&content, 50 * WINDOW), Look::Hidden);
        // Emptiness that brings nothing out counts as well.
        let empty = [b"%PDF-1.7\nstream\n\x78\x01".as_slice(), &b"\x00\x00\x00\xff\xff".repeat(1_000_000)].concat();
        let first = unpack(&empty[9 + 7..], 10_000_000);
        assert!(first.cost >= 5_000_000, "{}", first.cost);
    }
}
